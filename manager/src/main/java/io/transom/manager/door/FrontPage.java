package io.transom.manager.door;

/** The page for people who open the manager in a browser. */
final class FrontPage {
    static final String HTML = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Transom manager</title>
            <style>body{font:1.1rem/1.5 sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem}code{font-size:95%}</style>
            <h1>This is a Transom manager</h1>
            <p>It introduces intercoms and the apps that call them to each other. The sound of a call goes directly between
            the two where their routers allow it, and else through this server, which cannot hear it.</p>
            <p>To join an intercom or an app, its owner needs a one-time code from whoever runs this server
            (<code>transom invite</code>).</p>
            <p>State of this server: <a href="/healthz">/healthz</a></p>
            </html>
            """;

    private FrontPage() {}
}
