"""Addresses of people: signing in, one's account, the administrators' desk."""

from __future__ import annotations

from allauth.account import views as allauth
from django.urls import URLPattern, URLResolver, include, path

from linli.people.web import desk, own, requests, saved, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/login/", allauth.login, name="account_login"),
    path("accounts/logout/", allauth.logout, name="account_logout"),
    path("accounts/inactive/", allauth.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    # names that the library's pages lead to; there is no sign-up and no e-mail
    path("accounts/signup/", views.no_sign_up, name="account_signup"),
    path("accounts/password/reset/", views.no_sign_up, name="account_reset_password"),
    path("accounts/email/", views.no_sign_up, name="account_email"),
    path("accounts/password/change/", views.password, name="account_change_password"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("people/security", views.security, name="people_security"),
    path("account", views.security, name="account"),
    path("account/views", saved.save, name="people_view_save"),
    path("account/views/<uuid:view_id>/rename", saved.rename, name="people_view_rename"),
    path("account/views/<uuid:view_id>/delete", saved.delete, name="people_view_delete"),
    path("people/sessions/<uuid:session_id>/end", views.end_session, name="people_end_session"),
    path("people/sessions/end-others", views.end_others, name="people_end_others"),
    path("sign-in/phone", views.sign_in_phone, name="people_sign_in"),
    path("sign-in/out", views.sign_out_phone, name="people_sign_out"),
    path("privacy", own.privacy, name="privacy"),
    path("me/data", own.data, name="people_own"),
    path("me/data/<uuid:request_id>", own.copy, name="people_own_copy"),
    path("me/data/<uuid:request_id>.json", own.copy_file, name="people_own_file"),
    path("admin-desk/", desk.desk, name="people_desk"),
    path("admin-desk/accounts", desk.accounts, name="people_accounts"),
    path("admin-desk/accounts/<uuid:account_id>", desk.account, name="people_account"),
    path("admin-desk/lockouts", desk.lockouts, name="people_lockouts"),
    path("admin-desk/unlock", desk.unlock, name="people_unlock"),
    path(
        "admin-desk/second-factor/<uuid:account_id>", desk.reset_factor, name="people_reset_factor"
    ),
    path("admin-desk/parameters", desk.parameters, name="people_parameters"),
    path("admin-desk/trail", desk.trail, name="people_trail"),
    path("admin-desk/verify", desk.verify, name="people_verify"),
    path("admin-desk/reveals", desk.reveals, name="people_reveals"),
    path("people/requests", requests.requests, name="people_requests"),
    path("people/requests/<uuid:request_id>", requests.one, name="people_request"),
    path("people/requests/<uuid:request_id>/copy", requests.copy, name="people_request_copy"),
]
