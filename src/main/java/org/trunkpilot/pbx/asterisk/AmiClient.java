package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.asteriskjava.AsteriskVersion;
import org.asteriskjava.manager.AuthenticationFailedException;
import org.asteriskjava.manager.ManagerConnectionState;
import org.asteriskjava.manager.TimeoutException;
import org.asteriskjava.manager.action.LogoffAction;
import org.asteriskjava.manager.event.DisconnectEvent;
import org.asteriskjava.manager.event.ManagerEvent;
import org.asteriskjava.manager.event.ProtocolIdentifierReceivedEvent;
import org.asteriskjava.manager.internal.ManagerConnectionImpl;
import org.asteriskjava.manager.internal.ManagerUtil;
import org.asteriskjava.manager.response.ManagerResponse;
import org.asteriskjava.util.SocketConnectionFacade;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.pbx.PbxAddress;

/**
 * One AMI connection from its login to its end; never used again after that.
 *
 * <p>asterisk-java's connection with its reconnecting taken out: the end of the link is told to the {@link Ended}, and who
 * connects anew, and when, is decided elsewhere. The library reads, builds events and responses, signs in (MD5 of a
 * challenge, so the secret is never sent) and finds the action that a response belongs to.
 */
final class AmiClient extends ManagerConnectionImpl {
    /** A wrong password is answered after 1.0 s; a busy PBX may take longer. */
    private static final Duration LOGIN_PATIENCE = Duration.ofSeconds(5);

    /** Hears the connection, on the library's own thread: hands over and returns. */
    interface Heard {
        void heard(ManagerEvent event, Instant at);
    }

    /** Told once, on the library's own thread, when the connection has ended. {@code why} is for the operator. */
    interface Ended {
        void ended(String why);
    }

    /** Opens the connection's socket. */
    interface Dialler {
        Socket dial() throws IOException;
    }

    /** The PBX does not accept our name or secret. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    private final Dialler dialler;
    private final InstantSource clock;
    private final AmiWire.Counters counters;
    private final Heard heard;
    private final Ended ended;
    private final Map<String, AmiExchange> exchanges = new ConcurrentHashMap<>();
    private final AtomicLong actionIds = new AtomicLong();
    private volatile @Nullable AmiWire wire;
    private volatile boolean over;

    AmiClient(
            PbxAddress address,
            Dialler dialler,
            InstantSource clock,
            AmiWire.Counters counters,
            Heard heard,
            Ended ended) {
        this.dialler = dialler;
        this.clock = clock;
        this.counters = counters;
        this.heard = heard;
        this.ended = ended;
        setHostname(address.host());
        setPort(address.port());
        setUsername(AmiAction.safe("Username", address.username()));
        setPassword(address.secret().value());
        setDefaultResponseTimeout(LOGIN_PATIENCE.toMillis());
        AmiEvents.CLASSES.forEach(this::registerUserEventClass);
        registerUserEventClass(AmiStateEvents.ListEnd.class);
    }

    /**
     * Connects and signs in.
     *
     * @param events the classes of events to hear, as in {@code manager.conf}
     * @throws Refused when the PBX does not let us in
     * @throws IOException when it cannot be reached or says nothing sensible
     */
    void signIn(String events) throws IOException, Refused {
        try {
            login(events);
        } catch (AuthenticationFailedException e) {
            hangUp();
            // The library wraps a failure to send in the same exception; only a cause tells them apart.
            if (e.getCause() == null) {
                throw new Refused(Objects.requireNonNullElse(e.getMessage(), "no reason given"));
            }
            throw new IOException("the PBX broke off the login: " + e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            hangUp();
            throw new IOException(
                    "no AMI answered within " + LOGIN_PATIENCE.toSeconds() + " s: is this the AMI port?", e);
        } catch (IOException e) {
            hangUp();
            throw e;
        }
    }

    /** Reads without signing in: for recordings. */
    void listen() throws IOException {
        connect();
    }

    /**
     * Sends an action and waits for its response and, if it brings a list, for the end of that.
     *
     * @throws IOException when there is no answer in time, or no link
     */
    AmiReply ask(AmiAction action, Duration patience) throws IOException {
        String id = "tp" + actionIds.incrementAndGet();
        AmiExchange exchange = new AmiExchange();
        exchanges.put(id, exchange);
        try {
            if (over) {
                throw new IOException("there is no link to the PBX");
            }
            action.setActionId(id);
            sendAction(action, response -> exchange.respond(responseOf(response)));
            return exchange.await(action.getAction(), patience);
        } catch (IllegalStateException e) {
            throw new IOException("there is no link to the PBX", e);
        } finally {
            exchanges.remove(id);
        }
    }

    /** When the last byte was heard; empty before the first connection. */
    Optional<Instant> lastHeard() {
        return Optional.ofNullable(wire).map(AmiWire::lastHeard);
    }

    /** Says goodbye if it can and closes. */
    void signOff() {
        if (state == ManagerConnectionState.CONNECTED && !over) {
            try {
                state = ManagerConnectionState.DISCONNECTING;
                sendAction(new LogoffAction(), null);
            } catch (IOException | IllegalStateException e) {
                // The link is gone already; there is nobody to say goodbye to.
                over = true;
            }
        }
        hangUp();
    }

    private void hangUp() {
        AmiWire open = wire;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                over = true;
            }
        }
    }

    @Override
    protected SocketConnectionFacade createSocket() throws IOException {
        AmiWire created = new AmiWire(dialler.dial(), clock, this::listed, counters);
        wire = created;
        return created;
    }

    /** Nothing we send depends on it; the library would ask up to twelve times and sleep between. */
    @Override
    protected AsteriskVersion determineVersion() {
        return AmiEvents.ASSUMED;
    }

    @Override
    public void dispatchResponse(ManagerResponse response, @Nullable Integer requiredHandlingTime) {
        deliveredOne();
        super.dispatchResponse(response, requiredHandlingTime);
    }

    @Override
    public void dispatchEvent(ManagerEvent event, @Nullable Integer requiredHandlingTime) {
        if (event instanceof DisconnectEvent) {
            end();
        } else if (event instanceof ProtocolIdentifierReceivedEvent) {
            super.dispatchEvent(event, requiredHandlingTime);
        } else if (event instanceof AmiStateEvents.ListEnd end) {
            deliveredOne();
            exchangeOf(end.listOf).ifPresent(AmiExchange::endList);
        } else {
            deliveredOne();
            Double stamp = event.getTimestamp();
            if (stamp != null) {
                heard.heard(event, arrival(stamp));
            }
        }
    }

    private void deliveredOne() {
        AmiWire open = wire;
        if (open != null) {
            open.delivered();
        }
    }

    /** Not passed on to the library, which would reconnect by itself, at once, and log in with whatever is current. */
    private void end() {
        over = true;
        AmiWire open = wire;
        String why = open == null ? "the connection was never made" : open.ending();
        hangUp();
        exchanges.values().forEach(exchange -> exchange.breakOff(why));
        ended.ended(why);
    }

    private void listed(String actionId, AmiItem item) {
        exchangeOf(actionId).ifPresent(exchange -> exchange.list(item));
    }

    private Optional<AmiExchange> exchangeOf(@Nullable String actionId) {
        String own = ManagerUtil.stripInternalActionId(actionId);
        return own == null ? Optional.empty() : Optional.ofNullable(exchanges.get(own));
    }

    /** A double holds today's seconds to a quarter of a microsecond. */
    private static Instant arrival(double seconds) {
        long micros = Math.round(seconds * 1e6);
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    private static AmiItem responseOf(ManagerResponse response) {
        Map<String, String> headers = new HashMap<>();
        response.getAttributes().forEach((key, value) -> {
            if (!AmiSecrets.isSecret(key)) {
                headers.put(key, value instanceof List<?> many ? joined(many) : String.valueOf(value));
            }
        });
        return new AmiItem(response.getResponse().toLowerCase(Locale.ROOT), headers);
    }

    private static String joined(List<?> values) {
        StringBuilder text = new StringBuilder();
        for (Object value : values) {
            text.append(text.isEmpty() ? "" : "\n").append(value);
        }
        return text.toString();
    }
}
