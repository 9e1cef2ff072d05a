"""The account pages we serve: only these of allauth's, so that every address is in the access table."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid
from django.conf import settings
from django.urls import path

from kinsight.web.accounts.views import SignIn, change_password

urlpatterns = [
    path("login/", SignIn.as_view(), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", change_password, name="account_change_password"),
    path("second-factor/", mfa.index, name="mfa_index"),
    path("second-factor/code/", mfa.authenticate, name="mfa_authenticate"),
    path("second-factor/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/add/", totp.activate_totp, name="mfa_activate_totp"),
    path("second-factor/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-factor/spare-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/spare-codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]

if settings.SSO["url"]:
    urlpatterns += [
        path("sso/<slug:provider_id>/", openid.login, name="openid_connect_login"),
        path("sso/<slug:provider_id>/callback/", openid.callback, name="openid_connect_callback"),
        path("sso-cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
        path("sso-error/", social.login_error, name="socialaccount_login_error"),
        path("sso-no-account/", social.signup, name="socialaccount_signup"),
    ]
