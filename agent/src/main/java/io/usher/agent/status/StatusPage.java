package io.usher.agent.status;

/** The status table for a browser: the same text, repainted every two seconds, nothing loaded from elsewhere. */
public final class StatusPage {

    private StatusPage() {
    }

    /** An HTML document around the table. */
    public static String of(final String table) {
        final String text = table.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>Usher</title>
                <style>
                  :root { color-scheme: light dark; }
                  body { margin: 1.5rem; font: 14px/1.45 system-ui, sans-serif; }
                  pre { font: 13px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; overflow-x: auto; }
                  nav a { margin-right: 1rem; }
                </style></head><body>
                <nav><a href="/v1/status">JSON</a><a href="/metrics">metrics</a><a href="/openapi.yaml">API</a>\
                <a href="/readyz">ready?</a></nav>
                <pre>""" + text + "</pre>\n</body></html>\n";
    }
}
