"""Every address of the site. Nothing about a child stands in one but an opaque slug."""

from django.urls import include, path

from kinsight.web import busy
from kinsight.web.pages import (
    account,
    audit_page,
    belongs,
    child_page,
    codes,
    decided_sample,
    decision_page,
    design,
    find,
    happened,
    health,
    manual_pages,
    never_answered,
    nobody,
    open,
    reception,
    record,
    recorded,
    review,
    sessions,
    visit,
    work,
)

#: Of every error that no page foresaw.
handler500 = busy.page

urlpatterns = [
    path("", work.page, name="work"),
    path("looked/", work.note_looked, name="looked"),
    path("decisions/", decided_sample.page, name="decisions"),
    path("nobody/", nobody.page, name="nobody"),
    path("never-answered/", never_answered.page, name="never-answered"),
    path("find", find.page, name="find"),
    path("child/<str:slug>/", child_page.page, name="child"),
    path("child/<str:slug>/codes/", codes.page, name="child-codes"),
    path("child/<str:slug>/belongs/", belongs.page, name="belongs"),
    path("open/<str:slug>/", open.page, name="open"),
    path("record/<str:slug>/", record.page, name="record"),
    path("visit/<str:slug>/", visit.page, name="visit"),
    path("decide/<str:slug>/", decision_page.page, name="decide"),
    path("happened/<str:slug>/", happened.page, name="happened"),
    path("happened/<str:slug>/<uuid:fact>/", happened.answer, name="happened-answer"),
    path("recorded/", recorded.page, name="recorded-list"),
    path("recorded/<uuid:fact>/", recorded.in_error, name="recorded-in-error-form"),
    path("reception/<str:slug>/", reception.page, name="reception"),
    path("knowledge/", manual_pages.index, name="knowledge"),
    path("knowledge/pages/", manual_pages.pages, name="knowledge-pages"),
    path("knowledge/catalogue/", manual_pages.catalogue, name="knowledge-catalogue"),
    path("knowledge/wording/", manual_pages.wording, name="knowledge-wording"),
    path("knowledge/unreviewed/", manual_pages.unreviewed, name="knowledge-unreviewed"),
    path("knowledge/role/<slug:role>/", manual_pages.role, name="knowledge-role"),
    path("knowledge/<slug:name>/", manual_pages.either, name="knowledge-any"),
    path("knowledge/<slug:kind>/<slug:name>/", manual_pages.item, name="knowledge-item"),
    path("audit/", audit_page.page, name="audit"),
    path("audit/opening/<int:number>/", review.page, name="review"),
    path("account/", account.page, name="account"),
    path("account/signed-in/", sessions.page, name="sessions"),
    path("accounts/", include("kinsight.web.accounts.urls")),
    path("design.css", design.style_sheet, name="design"),
    path("design.js", design.script, name="design-script"),
    path("healthz", health.healthz, name="healthz"),
]
