package org.trunkpilot.pbx.asterisk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * An AMI server on loopback that says what a test wants, in the forms of the recordings: a banner, the MD5 challenge, one
 * response an action, and whatever bytes are pushed.
 */
final class FakeAmi implements AutoCloseable {
    private static final String CHALLENGE = "841415273";

    private final ServerSocket server;
    private final Map<String, Function<Map<String, String>, String>> answers = new ConcurrentHashMap<>();
    private final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();
    private final List<Socket> links = new CopyOnWriteArrayList<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile boolean deaf;
    private volatile String secret = Site.SECRET;

    /** Thrown by an answer that never comes. */
    static final class Unanswered extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final Thread door;

    FakeAmi() {
        this(plain());
    }

    FakeAmi(ServerSocket server) {
        this.server = server;
        answer("Ping", request -> success("Ping: Pong", "Timestamp: 1795403024.438699"));
        answer("CoreSettings", request -> success("AMIversion: 11.0.0", "AsteriskVersion: 22.10.1"));
        answer("PJSIPShowRegistrationsOutbound", request -> list(request, "OutboundRegistrationDetailComplete"));
        answer("PJSIPShowEndpoint", request -> endpoint(request, "1279"));
        answer("PJSIPQualify", request -> success("Message: Endpoint found, will qualify"));
        answer("CoreShowChannels", request -> list(request, "CoreShowChannelsComplete"));
        answer("Logoff", request -> "Response: Goodbye\r\nMessage: Thanks for all the fish.\r\n");
        door = start("fake-ami", this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How an action is answered from now on: the response without its ActionID and empty line; a list has all its events. */
    void answer(String action, Function<Map<String, String>, String> answer) {
        answers.put(action.toLowerCase(Locale.ROOT), answer);
    }

    void wants(String other) {
        secret = other;
    }

    /** From now on the server reads nothing and says nothing, and the connection stays open: a half-open link. */
    void goDeaf() {
        deaf = true;
    }

    void hearAgain() {
        deaf = false;
    }

    /** Sends bytes to every client. */
    void push(byte[] bytes) {
        for (Socket link : links) {
            send(link, bytes);
        }
    }

    void push(String... lines) {
        push(AmiGoldenTest.bytes(String.join("\r\n", lines) + "\r\n\r\n"));
    }

    void dropLinks() {
        for (Socket link : links) {
            closed(link);
        }
        links.clear();
    }

    /** The actions of this name, oldest first. */
    List<Map<String, String>> asked(String action) {
        return asked.stream()
                .filter(request -> action.equalsIgnoreCase(request.get("action")))
                .toList();
    }

    List<Map<String, String>> asked() {
        return asked;
    }

    static String success(String... headers) {
        return "Response: Success\r\n" + String.join("\r\n", headers) + "\r\n";
    }

    static String error(String message) {
        return "Response: Error\r\nMessage: " + message + "\r\n";
    }

    /** A list; each item is an event's lines. */
    static String list(Map<String, String> request, String complete, String... items) {
        String id = "ActionID: " + request.get("actionid") + "\r\n";
        StringBuilder text = new StringBuilder("Response: Success\r\nEventList: start\r\nMessage: will follow\r\n");
        for (String item : items) {
            text.append(id).append("\r\n").append(item).append("\r\n");
        }
        return text.append(id)
                .append("\r\nEvent: ")
                .append(complete)
                .append("\r\nEventList: Complete\r\nListItems: ")
                .append(items.length)
                .append("\r\n")
                .toString();
    }

    static String endpoint(Map<String, String> request, String micros) {
        String name = request.get("endpoint");
        return list(
                request,
                "EndpointDetailComplete",
                "Event: EndpointDetail\r\nObjectName: " + name,
                "Event: AuthDetail\r\nObjectName: " + name + "-auth\r\nPassword: pw-of-the-trunk",
                "Event: ContactStatusDetail\r\nAOR: " + name + "\r\nURI: sip:10.1.0.2:5060\r\nStatus: "
                        + (micros.equals("N/A") ? "Unreachable" : "Reachable") + "\r\nRoundtripUsec: " + micros
                        + "\r\nEndpointName: " + name);
    }

    @Override
    public void close() {
        try {
            server.close();
            // Until the thread that waits in accept() has left it, a connection may still come in.
            door.join(10_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        dropLinks();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket link = server.accept();
                links.add(link);
                start("fake-ami-link", () -> serve(link));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket link) {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(link.getInputStream(), StandardCharsets.UTF_8))) {
            send(link, AmiGoldenTest.bytes("Asterisk Call Manager/11.0.0\r\n"));
            Map<String, String> request = new LinkedHashMap<>();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    request.put(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).trim());
                } else if (!request.isEmpty()) {
                    asked.add(Map.copyOf(request));
                    if (!deaf) {
                        answer(link, request);
                    }
                    request = new LinkedHashMap<>();
                }
            }
        } catch (IOException e) {
            closed(link);
        }
    }

    private void answer(Socket link, Map<String, String> request) {
        try {
            send(link, AmiGoldenTest.bytes(reply(request)));
        } catch (Unanswered e) {
            unanswered.incrementAndGet();
        }
    }

    private String reply(Map<String, String> request) {
        String action = request.getOrDefault("action", "").toLowerCase(Locale.ROOT);
        String text = switch (action) {
            case "challenge" -> success("Challenge: " + CHALLENGE);
            case "login" ->
                md5(CHALLENGE + secret).equals(request.get("key"))
                        ? success("Message: Authentication accepted")
                        : error("Authentication failed");
            default ->
                answers.getOrDefault(action, r -> error("Invalid/unknown command: " + action))
                        .apply(request);
        };
        return text + "ActionID: " + request.get("actionid") + "\r\n\r\n";
    }

    private static void send(Socket link, byte[] bytes) {
        try {
            OutputStream out = link.getOutputStream();
            synchronized (link) {
                out.write(bytes);
                out.flush();
            }
        } catch (IOException e) {
            closed(link);
        }
    }

    private static void closed(Socket link) {
        try {
            link.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String md5(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(AmiGoldenTest.bytes(text)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ServerSocket plain() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Thread start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
