"""Every address of the site. Nothing about a child stands in one but an opaque slug."""

from importlib.util import find_spec

from django.urls import include, path

from kinsight.web.pages import account, find, health, knowledge, work

urlpatterns = [
    path("", work.page, name="work"),
    path("find", find.page, name="find"),
    path("knowledge/", knowledge.index, name="knowledge"),
    path("healthz", health.healthz, name="healthz"),
    path("account/", account.page, name="account"),
    path("accounts/", include("kinsight.web.accounts.urls")),
]

if find_spec("kinsight.web.child.view"):
    from kinsight.web.child import view

    urlpatterns += [path("child/<str:slug>/", view.page, name="child")]
