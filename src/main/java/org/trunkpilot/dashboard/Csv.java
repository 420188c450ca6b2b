package org.trunkpilot.dashboard;

import java.io.IOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/** Rows as RFC 4180 has them, with the sign in front that spreadsheets want to see before they take the text for UTF-8. */
final class Csv {
    private static final char UTF_8 = '\uFEFF';

    /** What makes a spreadsheet take a text for a formula: words of ours quote what a PBX or a caller has sent. */
    private static final String FORMULA = "=+-@\t\r";

    private final Writer out;

    Csv(Writer out, String... columns) throws IOException {
        this.out = out;
        out.write(UTF_8);
        row((Object[]) columns);
    }

    /** One row; null is an empty cell. */
    void row(@Nullable Object... cells) throws IOException {
        String gap = "";
        for (Object cell : cells) {
            out.write(gap);
            out.write(cell(cell));
            gap = ",";
        }
        out.write("\r\n");
    }

    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text = value.toString();
        if (!(value instanceof Number) && !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0) {
            text = "'" + text;
        }
        boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
