package org.trunkpilot.operator.access;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

/**
 * What a browser may do with our pages: run our own scripts, talk to us, and nothing else.
 *
 * <p>An import map has to stand in the page itself, so its hash is taken from the page at the start; every other inline script
 * is refused. Trusted Types let only Lit's templates make HTML (tried in `stack.md` §3: no complaint of the browser).
 */
final class PagePolicy {
    private static final Pattern IMPORT_MAP = Pattern.compile(
            "<script\\s+type=\"importmap\"\\s*>(.*?)</script>", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private PagePolicy() {}

    /** The Content-Security-Policy for the pages that are there. */
    static String of(String... pages) {
        List<String> scripts = new ArrayList<>(List.of("'self'"));
        for (String page : pages) {
            scripts.addAll(importMaps(new ClassPathResource("static/" + page)));
        }
        return String.join(
                "; ",
                "default-src 'none'",
                "script-src " + String.join(" ", scripts.stream().distinct().toList()),
                "style-src 'self'",
                "img-src 'self' data:",
                "font-src 'self'",
                "connect-src 'self'",
                "manifest-src 'self'",
                "base-uri 'none'",
                "form-action 'self'",
                "frame-ancestors 'none'",
                "require-trusted-types-for 'script'",
                "trusted-types lit-html");
    }

    private static List<String> importMaps(Resource page) {
        if (!page.exists()) {
            return List.of();
        }
        try (InputStream in = page.getInputStream()) {
            return hashes(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code 'sha256-…'} of each import map of a page: over the text between the tags, as browsers take it. */
    static List<String> hashes(String html) {
        List<String> found = new ArrayList<>();
        Matcher maps = IMPORT_MAP.matcher(html);
        while (maps.find()) {
            found.add("'sha256-" + Base64.getEncoder().encodeToString(sha256(maps.group(1))) + "'");
        }
        return found;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
