package org.trunkpilot.page;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.practice.PracticeWorld;

/** The order of a route as the dialplan of a practice PBX would read it, asked of the PBX itself, past Trunkpilot. */
record OrderOnThePbx(PracticeWorld world, PbxKind kind) {
    private static final Pattern ROW = Pattern.compile("\\d+:\\d+:[^:]+:([^:]+)");

    /** Where the row of the route stands, and its trunks; a store without a row is not named. */
    Map<String, List<String>> of(String route) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        if (kind == PbxKind.ASTERISK) {
            add(found, "AstDB", amiValue(route));
        } else {
            add(found, "hash", eslAnswer("hash select/trunkpilot/" + route));
            add(found, "db", eslAnswer("db select/trunkpilot/" + route));
        }
        return found;
    }

    /** Expiry, number, who, and the trunks with {@code &} between. */
    private static void add(Map<String, List<String>> found, String store, String row) {
        Matcher parts = ROW.matcher(row);
        if (parts.matches()) {
            found.put(store, List.of(parts.group(1).split("&", -1)));
        }
    }

    private String eslAnswer(String command) {
        return talking((in, out) -> {
            frame(in);
            send(out, "auth " + world.secret() + "\n\n");
            frame(in);
            send(out, "api " + command + "\n\n");
            return frame(in);
        });
    }

    /** The body of the next frame. */
    private static String frame(BufferedReader in) throws IOException {
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring("Content-Length: ".length()));
            }
        }
        char[] body = new char[length];
        int read = 0;
        while (read < length) {
            int more = in.read(body, read, length - read);
            if (more < 0) {
                throw new IOException("the practice PBX hung up in the middle of an answer");
            }
            read += more;
        }
        return new String(body).strip();
    }

    private String amiValue(String route) {
        return talking((in, out) -> {
            send(
                    out,
                    "Action: Login\r\nUsername: " + world.username() + "\r\nSecret: " + world.secret()
                            + "\r\nEvents: off\r\n\r\nAction: DBGet\r\nFamily: trunkpilot/order\r\nKey: " + route
                            + "\r\n\r\nAction: Logoff\r\n\r\n");
            List<String> lines = new ArrayList<>();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
            Optional<String> value =
                    lines.stream().filter(line -> line.startsWith("Val: ")).findFirst();
            return value.orElse("").replaceFirst("^Val: ", "");
        });
    }

    private static void send(Writer out, String text) throws IOException {
        out.write(text);
        out.flush();
    }

    private interface Talk {
        String with(BufferedReader in, Writer out) throws IOException;
    }

    private String talking(Talk talk) {
        try (Socket socket = new Socket(world.host(), world.port());
                var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                var out = new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8)) {
            socket.setSoTimeout(10_000);
            return talk.with(in, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
