"""The one cookie: a random token. Before the sign-in it only ties forms to the browser, after it, it is the session.

`__Host-` keeps other hosts and plain HTTP from setting it. Without TLS (loopback, demo) several sites share one
host, and a browser keeps cookies of all ports together, so the site's name is in the cookie's.
"""

from flask import Response, request

from appliance.settings import Settings


def name(settings: Settings) -> str:
    return "__Host-mpaka" if settings.secure_cookies else f"mpaka-{settings.name}"


def token(settings: Settings) -> str:
    """Return the token that the browser sent, '' without one."""
    return request.cookies.get(name(settings), "")


def give(response: Response, settings: Settings, token: str) -> None:
    response.set_cookie(
        name(settings), token, secure=settings.secure_cookies, httponly=True, samesite="Strict", path="/"
    )


def take_back(response: Response, settings: Settings) -> None:
    """Delete the cookie and whatever else the browser keeps of us; on a shared host only what is ours alone."""
    response.delete_cookie(
        name(settings), secure=settings.secure_cookies, httponly=True, samesite="Strict", path="/"
    )
    wiped = '"cache", "cookies", "storage"' if settings.secure_cookies else '"storage"'
    response.headers["Clear-Site-Data"] = wiped
