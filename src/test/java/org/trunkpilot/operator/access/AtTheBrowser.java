package org.trunkpilot.operator.access;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.trunkpilot.web.OnTheWeb;
import org.trunkpilot.web.Web;
import org.trunkpilot.web.Web.Reply;

/** The service as a browser sees it: cookies are kept, and the token against forgery goes along from its cookie. */
abstract class AtTheBrowser extends OnTheWeb {
    /** Those of the one browser; a test that needs another takes {@link #another}. */
    final Map<String, String> cookies = new HashMap<>();

    Reply login(String user, String password) {
        return browse(
                "POST",
                "/login",
                "username=" + user + "&password=" + URLEncoder.encode(password, StandardCharsets.UTF_8));
    }

    /** Puts the browser's cookies aside and begins with none; returns those it had. */
    Map<String, String> another() {
        Map<String, String> before = Map.copyOf(cookies);
        cookies.clear();
        return before;
    }

    /** Goes on with cookies put aside. */
    void again(Map<String, String> before) {
        cookies.clear();
        cookies.putAll(before);
    }

    Reply browse(String method, String path, String body) {
        Web web = nobody();
        if (!cookies.isEmpty()) {
            web = web.with(
                    "Cookie",
                    String.join(
                            "; ",
                            cookies.entrySet().stream()
                                    .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                                    .toList()));
        }
        if (body != null) {
            web = web.with("X-XSRF-TOKEN", cookies.getOrDefault("XSRF-TOKEN", ""))
                    .with(
                            "Content-Type",
                            body.startsWith("{") ? "application/json" : "application/x-www-form-urlencoded");
        }
        Reply reply = web.send(method, path, body);
        for (String cookie : reply.response().headers().allValues("Set-Cookie")) {
            String pair = cookie.split(";", -1)[0];
            String name = pair.substring(0, pair.indexOf('='));
            String value = pair.substring(pair.indexOf('=') + 1);
            if (value.isEmpty()) {
                cookies.remove(name);
            } else {
                cookies.put(name, value);
            }
        }
        return reply;
    }
}
