package org.trunkpilot.pbx.freeswitch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** An Event Socket that answers as the recordings do, as long as it is not told otherwise. */
final class FakeFreeswitch implements AutoCloseable {
    private final ServerSocket server;
    private final Thread door;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Map<String, Gateway> gateways = new ConcurrentHashMap<>();

    /** Every command that came, in order, but for passwords. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    final Map<String, String> hash = new ConcurrentHashMap<>();
    final Map<String, String> db = new ConcurrentHashMap<>();
    final Map<String, String> channels = new ConcurrentHashMap<>();
    final Map<String, String> contexts = new ConcurrentHashMap<>();
    final Set<String> missingModules = ConcurrentHashMap.newKeySet();
    volatile String hooks = "";
    volatile String listenIp = "127.0.0.1";

    /** What {@code apply-inbound-acl} names; empty where the configuration names none. */
    volatile String accessList = "";

    /** Answers of its own to single api commands; empty for no answer at all. */
    final Map<String, Function<String, Optional<String>>> scripted = new ConcurrentHashMap<>();

    private final Set<OutputStream> stuck = new HashSet<>();

    volatile String password = Site.SECRET;
    volatile String core = "fee56352-9234-4da0-a02d-111c6ea81d1f";
    volatile String greeting = "Content-Type: auth/request\n\n";

    /** It keeps the connections and answers nothing more. */
    volatile boolean deaf;

    /** One gateway, as its status shows it. */
    static final class Gateway {
        volatile String state;
        volatile String status = "UP";
        volatile int pingSeconds = 5;
        private long nextPing = 1_795_402_758;
        volatile String pingMillis = "1.31";
        volatile boolean pinging;
        volatile String proxy = "sip:10.10.1.2";

        Gateway(String state) {
            this.state = state;
        }

        /** The far end answered a ping. */
        synchronized void pingAnswered() {
            pinging = false;
            nextPing += 5;
        }

        synchronized long nextPing() {
            return nextPing;
        }
    }

    FakeFreeswitch() {
        this(InetAddress.getLoopbackAddress());
    }

    FakeFreeswitch(InetAddress address) {
        try {
            server = new ServerSocket(0, 50, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        gateways.put("prov-a", new Gateway("REGED"));
        gateways.put("prov-b", new Gateway("REGED"));
        gateways.put("prov-c", new Gateway("NOREG"));
        door = start(this::accept, "fake-freeswitch");
    }

    int port() {
        return server.getLocalPort();
    }

    Gateway gateway(String name) {
        return gateways.computeIfAbsent(name, n -> new Gateway("REGED"));
    }

    void forgetGateway(String name) {
        gateways.remove(name);
    }

    long asked(String command) {
        return asked.stream().filter(command::equals).count();
    }

    /** Sends to everyone who is connected. */
    void send(String text) {
        List<Socket> gone = new ArrayList<>();
        for (Socket socket : sockets) {
            try {
                write(socket.getOutputStream(), text);
            } catch (IOException e) {
                gone.add(socket);
            }
        }
        sockets.removeAll(gone);
    }

    /** An event of these header lines. */
    void event(String... lines) {
        String body = String.join("\n", lines) + "\n\n";
        send("Content-Length: " + body.length() + "\nContent-Type: text/event-plain\n\n" + body);
    }

    void gatewayState(String gateway, String state, String ping, String status) {
        event(
                "Event-Name: CUSTOM",
                "Core-UUID: " + core,
                "Event-Subclass: sofia%3A%3Agateway_state",
                "Gateway: " + gateway,
                "State: " + state,
                "Ping-Status: " + ping,
                status.isEmpty() ? "X: y" : "Status: " + status);
    }

    /** Breaks every connection. */
    void cut() {
        List<Socket> all = List.copyOf(sockets);
        sockets.removeAll(all);
        for (Socket socket : all) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    int connections() {
        return sockets.size();
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
        cut();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                start(() -> serve(socket), "fake-freeswitch-connection");
            } catch (IOException e) {
                // Closed.
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(greeting.getBytes(StandardCharsets.UTF_8));
            out.flush();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            boolean signedIn = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.isEmpty() || deaf) {
                    continue;
                }
                if (line.startsWith("auth ")) {
                    signedIn = line.equals("auth " + password);
                    reply(out, signedIn ? "+OK accepted" : "-ERR invalid");
                    if (!signedIn) {
                        String goodbye = "Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n";
                        out.write(("Content-Type: text/disconnect-notice\nContent-Length: " + goodbye.length() + "\n\n"
                                        + goodbye)
                                .getBytes(StandardCharsets.UTF_8));
                        socket.close();
                    }
                } else if (!signedIn) {
                    reply(out, "-ERR command not found");
                } else {
                    asked.add(line);
                    answer(out, line);
                }
            }
        } catch (IOException e) {
            // The other side went away.
            sockets.remove(socket);
        }
        sockets.remove(socket);
    }

    private void answer(OutputStream out, String line) throws IOException {
        if (!line.startsWith("api ")) {
            reply(out, "+OK event listener enabled plain");
            return;
        }
        String command = line.substring(4);
        Function<String, Optional<String>> script = scripted.get(command);
        Optional<String> text = script == null ? Optional.of(api(command)) : script.apply(command);
        if (text.isEmpty()) {
            // As the real one: the thread that answers is busy, and every later command of this connection waits behind
            // it.
            synchronized (stuck) {
                stuck.add(out);
            }
            return;
        }
        synchronized (stuck) {
            if (stuck.contains(out)) {
                return;
            }
        }
        String body = text.get().isEmpty() ? "-ERR no reply\n" : text.get();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "Content-Type: api/response\nContent-Length: " + bytes.length + "\n\n";
        write(out, head + body);
    }

    private void reply(OutputStream out, String text) throws IOException {
        write(out, "Content-Type: command/reply\nReply-Text: " + text + "\n\n");
    }

    /** Events of a test and answers must not run into each other. */
    private synchronized void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private String api(String command) {
        if (command.startsWith("sofia xmlstatus gateway ")) {
            String name = command.substring(24);
            return gateways.containsKey(name) ? xml(name) : "Invalid Gateway!\n";
        }
        if (command.equals("sofia xmlstatus gateway")) {
            List<String> all = new ArrayList<>();
            gateways.keySet().stream().sorted().forEach(name -> all.add(xml(name)));
            return "<gateways>\n" + String.join("", all) + "</gateways>\n";
        }
        if (command.startsWith("hash ") || command.startsWith("db ")) {
            return store(command.startsWith("hash ") ? hash : db, command.substring(command.indexOf(' ') + 1));
        }
        if (command.startsWith("uuid_dump ")) {
            return channels.getOrDefault(command.split(" ", -1)[1], "-ERR No such channel!\n");
        }
        return switch (command) {
            case "version" -> "FreeSWITCH Version 1.11.2-release~64bit (64bit)\n";
            case "uptime s" -> "80\n";
            case "strepoch" -> Long.toString(java.time.Instant.now().getEpochSecond());
            case "global_getvar core_uuid" -> core;
            case "show channels as json" -> showChannels();
            case "xml_locate dialplan" -> "<section name=\"dialplan\">" + hooks + "</section>";
            case "xml_locate configuration configuration name event_socket.conf" ->
                "<configuration name=\"event_socket.conf\"><settings><param name=\"listen-ip\" value=\"" + listenIp
                        + "\"/><param name=\"password\" value=\"" + password + "\"/>"
                        + (accessList.isEmpty()
                                ? ""
                                : "<param name=\"apply-inbound-acl\" value=\"" + accessList + "\"/>")
                        + "</settings></configuration>";
            default -> other(command);
        };
    }

    private String other(String command) {
        if (command.startsWith("module_exists ")) {
            return missingModules.contains(command.substring(14)) ? "false" : "true";
        }
        if (command.startsWith("xml_locate dialplan context name ")) {
            return contexts.getOrDefault(command.substring(33), "can't find anything\n");
        }
        if (command.startsWith("uuid_getvar ")) {
            return "prov-a";
        }
        return command.startsWith("sofia profile ") ? "+OK\n" : "-ERR " + command + " Command not found!\n";
    }

    private String showChannels() {
        List<String> rows = new ArrayList<>();
        channels.keySet()
                .forEach(uuid ->
                        rows.add("{\"uuid\":\"" + uuid + "\",\"direction\":\"outbound\",\"callstate\":\"ACTIVE\"}"));
        return "{\"row_count\":" + rows.size() + (rows.isEmpty() ? "" : ",\"rows\":[" + String.join(",", rows) + "]")
                + "}\n";
    }

    private static String store(Map<String, String> store, String command) {
        String[] words = command.split("/", 4);
        String key = words[1] + "/" + words[2];
        return switch (words[0]) {
            case "insert" -> {
                store.put(key, words[3]);
                yield "+OK";
            }
            case "delete" -> store.remove(key) == null ? "-ERR Not found\n" : "+OK\n";
            default -> store.getOrDefault(key, "");
        };
    }

    private String xml(String name) {
        Gateway gateway = gateway(name);
        return """
                  <gateway>
                    <name>%s</name>
                    <profile>external</profile>
                    <proxy>%s</proxy>
                    <ping>%d</ping>
                    <pingfreq>%d</pingfreq>
                    <pingtime>%s</pingtime>
                    <pinging>%d</pinging>
                    <state>%s</state>
                    <status>%s</status>
                  </gateway>
                """.formatted(
                        name,
                        gateway.proxy,
                        gateway.nextPing(),
                        gateway.pingSeconds,
                        gateway.pingMillis,
                        gateway.pinging ? 1 : 0,
                        gateway.state,
                        gateway.status);
    }

    private static Thread start(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
