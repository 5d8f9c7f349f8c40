"""What every answer tells the browser it may do: nothing, unless it is named here.

Set after each request, error pages included. A page keeps nothing: no store, no frame, no foreign address.
"""

from flask import Flask, Response

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def guard(app: Flask) -> None:
    """Set the headers on every answer of the application."""

    @app.after_request
    def set_headers(response: Response) -> Response:
        response.headers.extend(
            (name, value) for name, value in HEADERS.items() if name not in response.headers
        )
        response.headers.setdefault("Cache-Control", "no-store")
        return response
