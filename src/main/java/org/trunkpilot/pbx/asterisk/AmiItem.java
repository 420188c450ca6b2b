package org.trunkpilot.pbx.asterisk;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One event of a list that was asked for, or one response, as Asterisk wrote it but for its secrets.
 *
 * @param name what the event is called
 * @param headers values by header name in lower case; values of a repeated header are joined by line feeds
 */
record AmiItem(String name, Map<String, String> headers) {
    AmiItem {
        headers = Map.copyOf(headers);
    }

    /** The value of a header, empty when it is not there; {@code header} in any case. */
    String get(String header) {
        return headers.getOrDefault(header.toLowerCase(Locale.ROOT), "");
    }

    static AmiItem of(AmiFraming.Message message) {
        List<String> lines = message.lines();
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String key = AmiFraming.keyOf(line).toLowerCase(Locale.ROOT);
            if (!AmiSecrets.isSecret(key)) {
                headers.merge(key, AmiFraming.valueOf(line), (a, b) -> a + "\n" + b);
            }
        }
        return new AmiItem(message.name(), headers);
    }
}
