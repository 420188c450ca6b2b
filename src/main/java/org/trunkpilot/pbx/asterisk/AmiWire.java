package org.trunkpilot.pbx.asterisk;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.asteriskjava.manager.internal.ManagerUtil;
import org.asteriskjava.util.SocketConnectionFacade;
import org.trunkpilot.pbx.PbxAddress;

/**
 * The bytes of one AMI connection, as asterisk-java's reader and writer want to see them; recordings come in through the same
 * door.
 *
 * <p>Here most of what the library lacks is made good. Only events that we have a class for, and only the headers that the
 * class holds, are passed on, so secrets and noise end here. {@code Timestamp} is replaced: it carries when the bytes arrived
 * here by our clock (the PBX's own may be wrong). When the library falls behind, media reports are dropped first, then
 * events, never responses, and all of it is counted.
 */
final class AmiWire implements SocketConnectionFacade {
    /** What the library may have read and not yet delivered before media reports are dropped; its own queue holds 20,000. */
    private static final int MEDIA_BACKLOG = 8_000;

    /** The same for all other events. */
    private static final int EVENT_BACKLOG = 16_000;

    private static final int READ_BYTES = 16 * 1024;

    /** What becomes of the messages besides being passed to the library. */
    interface Watcher {
        /** An event came that names the action it answers, and is not the one that ends its list. */
        void listed(String actionId, AmiItem item);
    }

    /** Counts that outlive one connection. */
    static final class Counters {
        final AtomicLong events = new AtomicLong();
        final AtomicLong dropped = new AtomicLong();

        /** Of those, all but media reports. */
        final AtomicLong gaps = new AtomicLong();

        final AtomicLong unread = new AtomicLong();
    }

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final InstantSource clock;
    private final Watcher watcher;
    private final Counters counters;
    private final AmiFraming framing = new AmiFraming(this::pass);
    private final Deque<String> lines = new ArrayDeque<>();
    private final byte[] chunk = new byte[READ_BYTES];
    private final AtomicInteger backlog = new AtomicInteger();
    private long unreadCounted;
    private volatile Instant lastHeard;
    private volatile String ending = "the connection was closed";

    AmiWire(Socket socket, InstantSource clock, Watcher watcher, Counters counters) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        this.clock = clock;
        this.watcher = watcher;
        this.counters = counters;
        this.lastHeard = clock.instant();
    }

    /**
     * Connects; with TLS, only to a server whose certificate is trusted and names the host we asked for.
     *
     * @param silence how long nothing may arrive before the connection counts as dead
     */
    static Socket connect(PbxAddress address, SSLSocketFactory tls, Duration patience, Duration silence)
            throws IOException {
        Socket plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.setSoTimeout(Math.toIntExact(silence.toMillis()));
            plain.connect(new InetSocketAddress(address.host(), address.port()), Math.toIntExact(patience.toMillis()));
            if (!address.tls()) {
                return plain;
            }
            SSLSocket secured = (SSLSocket) tls.createSocket(plain, address.host(), address.port(), true);
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            return secured;
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    @Override
    public String readLine() throws IOException {
        while (lines.isEmpty()) {
            readChunk();
        }
        return lines.removeFirst();
    }

    @Override
    public void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    @Override
    public boolean isConnected() {
        return socket.isConnected() && !socket.isClosed();
    }

    @Override
    public InetAddress getLocalAddress() {
        return socket.getLocalAddress();
    }

    @Override
    public int getLocalPort() {
        return socket.getLocalPort();
    }

    @Override
    public InetAddress getRemoteAddress() {
        return socket.getInetAddress();
    }

    @Override
    public int getRemotePort() {
        return socket.getPort();
    }

    /** The library has delivered one of the messages passed to it. */
    void delivered() {
        backlog.decrementAndGet();
    }

    Instant lastHeard() {
        return lastHeard;
    }

    /** Why reading ended, for the operator. */
    String ending() {
        return ending;
    }

    private void readChunk() throws IOException {
        try {
            int count = in.read(chunk);
            if (count < 0) {
                ending = "the PBX closed the connection";
                throw new EOFException(ending);
            }
            Instant now = clock.instant();
            lastHeard = now;
            framing.take(chunk, count, now);
        } catch (SocketTimeoutException e) {
            ending = "nothing was heard from the PBX for " + socket.getSoTimeout() / 1000
                    + " s, not even an answer to our pings";
            throw e;
        } catch (EOFException e) {
            framing.end();
            throw e;
        } catch (IOException e) {
            framing.end();
            ending = "the connection broke: " + e.getMessage();
            throw e;
        } finally {
            counters.unread.addAndGet(framing.unread() - unreadCounted);
            unreadCounted = framing.unread();
        }
    }

    private void pass(AmiFraming.Message message) {
        if (message.isBanner()) {
            lines.add(message.lines().get(0));
        } else if (message.isResponse()) {
            // An answer to nothing we asked; the library would log it whole, whatever is in it.
            if (headerOf(message, "ActionID").orElse("").indexOf(ManagerUtil.INTERNAL_ACTION_ID_DELIMITER) > 0) {
                backlog.incrementAndGet();
                serve(message.lines());
            }
        } else {
            counters.events.incrementAndGet();
            passEvent(message);
        }
    }

    private void passEvent(AmiFraming.Message message) {
        String name = message.name();
        if (AmiSecrets.isSecretEvent(name)) {
            return;
        }
        Optional<String> actionId = headerOf(message, "ActionID");
        boolean last = false;
        if (actionId.isPresent()) {
            AmiItem item = AmiItem.of(message);
            last = item.get("EventList").equalsIgnoreCase("Complete");
            if (!last) {
                watcher.listed(actionId.get(), item);
            }
        }
        String type = typeOf(message);
        Optional<Set<String>> kept = AmiEvents.headersOf(type);
        if (kept.isPresent()) {
            serveIfThereIsRoom(type, message, kept.get());
        }
        if (last) {
            // Goes through the library behind the list it ends, so that whoever waits for it has heard the list.
            serveListEnd(actionId.get(), message.at());
        }
    }

    private void serveIfThereIsRoom(String type, AmiFraming.Message message, Set<String> kept) {
        int waiting = backlog.get();
        boolean media = type.startsWith("rtcp");
        if (waiting >= EVENT_BACKLOG || (waiting >= MEDIA_BACKLOG && media)) {
            counters.dropped.incrementAndGet();
            if (!media) {
                counters.gaps.incrementAndGet();
            }
            return;
        }
        backlog.incrementAndGet();
        serveEvent(type, message, kept);
    }

    private void serveListEnd(String actionId, Instant at) {
        backlog.incrementAndGet();
        lines.add("Event: " + AmiStateEvents.ListEnd.NAME);
        lines.add("ListOf: " + actionId);
        serveStamp(at);
    }

    private void serveStamp(Instant at) {
        lines.add("Timestamp: " + at.getEpochSecond() + "." + String.format(Locale.ROOT, "%06d", at.getNano() / 1_000));
        lines.add("");
    }

    /** A response goes on whole, except that nothing is said twice that the library takes for a single value. */
    private void serve(List<String> message) {
        boolean named = false;
        for (String line : message) {
            boolean names = line.regionMatches(true, 0, "ActionID:", 0, 9);
            if (!names || !named) {
                lines.add(line);
            }
            named |= names;
        }
        lines.add("");
    }

    /** A user event goes by the one name that its class is registered under. */
    private void serveEvent(String type, AmiFraming.Message message, Set<String> kept) {
        lines.add("Event: " + type);
        Set<String> seen = new HashSet<>();
        for (String line : message.lines()) {
            String key = strip(AmiFraming.keyOf(line));
            if (kept.contains(key) && isWanted(key, line) && seen.add(key)) {
                lines.add(line);
            }
        }
        serveStamp(message.at());
    }

    /** What {@link AmiEvents} knows an event by: its name, and a user event's own name run together with it. */
    static String typeOf(AmiFraming.Message message) {
        String type = message.name().toLowerCase(Locale.ROOT);
        return type.equals("userevent")
                ? type + headerOf(message, "UserEvent").orElse("").toLowerCase(Locale.ROOT)
                : type;
    }

    /** Of a channel's variables, which come as one header each, only the route is. */
    static boolean isWanted(String strippedKey, String line) {
        return !strippedKey.endsWith("chanvariable")
                || AmiFraming.valueOf(line).startsWith(AmiEvents.ROUTE_VARIABLE + "=");
    }

    static Optional<String> headerOf(AmiFraming.Message message, String header) {
        for (String line : message.lines()) {
            if (line.length() > header.length()
                    && line.charAt(header.length()) == ':'
                    && line.regionMatches(true, 0, header, 0, header.length())) {
                return Optional.of(AmiFraming.valueOf(line));
            }
        }
        return Optional.empty();
    }

    /** The name of a header as the library makes a setter's name of it. */
    static String strip(String header) {
        StringBuilder plain = new StringBuilder(header.length());
        for (int i = 0; i < header.length(); i++) {
            char c = Character.toLowerCase(header.charAt(i));
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
