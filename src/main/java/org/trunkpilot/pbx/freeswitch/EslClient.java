package org.trunkpilot.pbx.freeswitch;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.trunkpilot.pbx.PbxAddress;

/** One Event Socket connection as one asks over it: connects, signs in, puts questions; never used again after its end. */
final class EslClient {
    private static final String ACCEPTED = "+OK accepted";

    private final PbxAddress address;
    private final EventLoopGroup loops;
    private final Tuning tuning;
    private final EslWire wire;
    private final Names names;

    /** Finds the addresses of a host, in the order in which they are tried. */
    interface Names {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    /** The PBX does not let us in; the message says what it told us. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /** @param ended told once, on the event loop, why the connection ended */
    EslClient(
            PbxAddress address,
            EventLoopGroup loops,
            InstantSource clock,
            Tuning tuning,
            EslWire.Counters counters,
            EslWire.Heard heard,
            Consumer<String> ended) {
        this(address, loops, clock, tuning, counters, heard, ended, InetAddress::getAllByName);
    }

    /** With names of its own. */
    EslClient(
            PbxAddress address,
            EventLoopGroup loops,
            InstantSource clock,
            Tuning tuning,
            EslWire.Counters counters,
            EslWire.Heard heard,
            Consumer<String> ended,
            Names names) {
        this.address = address;
        this.loops = loops;
        this.tuning = tuning;
        this.names = names;
        this.wire = new EslWire(clock, tuning, counters, heard, ended);
    }

    /**
     * Connects, signs in and, where {@code events} is not empty, subscribes.
     *
     * @throws Refused when the PBX does not want our address or our password
     * @throws IOException when it cannot be reached or does not speak Event Socket
     */
    void signIn(String events) throws IOException, Refused {
        connect();
        try {
            waitFor(wire.greeted(), tuning.connectPatience(), "no greeting: is this an Event Socket?");
        } catch (IOException e) {
            if (wire.turnedAway()) {
                throw new Refused(String.valueOf(e.getMessage()));
            }
            throw e;
        }
        EslAnswer login = ask(new EslCommand("auth " + address.secret().value()), tuning.connectPatience());
        if (!login.text().equals(ACCEPTED)) {
            wire.close("the login was refused");
            throw new Refused("the PBX refuses our password: " + login.words());
        }
        if (!events.isEmpty()) {
            EslAnswer subscribed = ask(new EslCommand("event plain " + events), tuning.connectPatience());
            if (!subscribed.ok()) {
                throw new IOException("the PBX does not send us events: " + subscribed.words());
            }
        }
    }

    /** Asks and waits. @throws IOException when there is no answer in that time, or no link */
    EslAnswer ask(EslCommand command, Duration patience) throws IOException {
        if (wire.isReading()) {
            throw new IllegalStateException("whoever reads must not wait for an answer: it would be his own to read");
        }
        return waitFor(wire.send(command), patience, "no answer to \"" + command + "\"");
    }

    Optional<Instant> lastHeard() {
        return wire.lastHeard();
    }

    void close() {
        wire.close("we hung up");
    }

    private void connect() throws IOException {
        String host = address.host().replaceAll("^\\[|]$", "");
        IOException last = new UnknownHostException(host);
        for (InetAddress each : names.of(host)) {
            ChannelFuture connecting = new Bootstrap()
                    .group(loops)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(
                            ChannelOption.CONNECT_TIMEOUT_MILLIS,
                            Math.toIntExact(tuning.connectPatience().toMillis()))
                    .handler(new Joining())
                    .connect(new InetSocketAddress(each, address.port()));
            boolean done =
                    connecting.awaitUninterruptibly(tuning.connectPatience().toMillis() + 500);
            if (done && connecting.isSuccess()) {
                return;
            }
            ChannelFuture unused = connecting.channel().close();
            if (!done) {
                // It is our own event loop that is stuck: another address would not mend that.
                throw new IOException("no connection in time");
            }
            Throwable cause = connecting.cause();
            last = new IOException(cause == null ? "no connection" : String.valueOf(cause.getMessage()), cause);
        }
        throw last;
    }

    private <T> T waitFor(CompletableFuture<T> future, Duration patience, String otherwise) throws IOException {
        try {
            return future.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IOException(otherwise + " within " + patience.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException(
                    String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("we are closing").initCause(e);
        }
    }

    /** Joins the wire to the one connection that comes about: it is for one, and a name may have addresses where nobody listens. */
    private final class Joining extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.pipeline().addLast(new IdleStateHandler(tuning.silence().toMillis(), 0, 0, TimeUnit.MILLISECONDS));
            wire.join(ctx.pipeline());
            ctx.fireChannelActive();
            ctx.pipeline().remove(this);
        }
    }
}
