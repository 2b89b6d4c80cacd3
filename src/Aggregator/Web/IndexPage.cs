namespace Aggregator.Web;

/// <summary>What a person sees who opens the listener in a browser.</summary>
internal static class IndexPage
{
    public const string Html = """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Aggregator</title>
        <style>body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem}td{padding:.2rem 1rem .2rem 0;vertical-align:top}</style>
        </head>
        <body>
        <h1>Aggregator</h1>
        <p>API gateway access logs as per-minute Prometheus metrics.</p>
        <table>
        <tr><td><a href="/metrics">/metrics</a></td><td>everything, for Prometheus to scrape</td></tr>
        <tr><td><a href="/metrics/product">/metrics/product</a></td><td>products by region: requests, errors, latency</td></tr>
        <tr><td><a href="/metrics/api">/metrics/api</a></td><td>APIs: requests, errors, slow calls, P99</td></tr>
        <tr><td><a href="/metrics/error_code">/metrics/error_code</a></td><td>HTTP and error codes by API</td></tr>
        <tr><td><a href="/metrics/tenant">/metrics/tenant</a></td><td>tenants: requests, share limited</td></tr>
        <tr><td><a href="/metrics/self">/metrics/self</a></td><td>the pipeline itself: watermarks, ledger, freshness</td></tr>
        <tr><td><a href="/healthz">/healthz</a>, <a href="/readyz">/readyz</a></td><td>alive; roll-ups are shown</td></tr>
        <tr><td><code>POST /-/refresh</code></td><td>read the dimension tables from the database now</td></tr>
        </table>
        </body>
        </html>
        """;
}
