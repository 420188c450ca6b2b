package org.trunkpilot.pbx.freeswitch;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import link.thingscloud.freeswitch.esl.transport.event.EslEvent;
import link.thingscloud.freeswitch.esl.transport.message.EslFrameDecoder;
import link.thingscloud.freeswitch.esl.transport.message.EslHeaders;
import link.thingscloud.freeswitch.esl.transport.message.EslMessage;
import org.jspecify.annotations.Nullable;

/**
 * One Event Socket connection from its first byte to its last, on one event loop: answers to their commands in the order of
 * asking, events to whoever hears, and one reason why it ended. Recordings come in through the same door.
 *
 * <p>Reading never stops and never waits: whoever hears events must take them at once. What does not keep up is hung up.
 */
final class EslWire extends SimpleChannelInboundHandler<EslMessage> {
    /** At one question per gateway and poll, far more than ever wait. */
    private static final int MOST_PENDING = 256;

    /** Takes in an event on the event loop; must not wait for anything. */
    interface Heard {
        void heard(EslEvent event, Instant at);
    }

    /** Counts that outlive one connection. */
    static final class Counters {
        final AtomicLong events = new AtomicLong();
        /** Events, frames and connections that could not be understood to their end. */
        final AtomicLong unread = new AtomicLong();
    }

    private record Pending(
            CompletableFuture<EslAnswer> answer, @Nullable ScheduledFuture<?> deadline) {}

    private final InstantSource clock;
    private final Counters counters;
    private final Heard heard;
    private final Consumer<String> ended;
    private final Duration commandPatience;
    private final Lateness lateness;
    private final EslGuard guard = new EslGuard();
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final CompletableFuture<Void> greeted = new CompletableFuture<>();
    private volatile @Nullable Channel channel;
    private volatile @Nullable Instant lastHeard;
    private volatile String why = "";
    private volatile boolean turnedAway;
    private boolean over;

    EslWire(InstantSource clock, Tuning tuning, Counters counters, Heard heard, Consumer<String> ended) {
        this.clock = clock;
        this.counters = counters;
        this.heard = heard;
        this.ended = ended;
        this.commandPatience = tuning.commandPatience();
        this.lateness = new Lateness(tuning.mostBehind());
    }

    /** Guard, the library's decoder, and this, behind whatever is there. */
    void join(ChannelPipeline pipeline) {
        pipeline.addLast(guard, new EslFrameDecoder(EslGuard.MOST_HEADERS), this);
    }

    /** Done when the PBX asks for the password; failed when it ends the connection instead. */
    CompletableFuture<Void> greeted() {
        return greeted;
    }

    /** Whether it refused us by our address. */
    boolean turnedAway() {
        return turnedAway;
    }

    Optional<Instant> lastHeard() {
        return Optional.ofNullable(lastHeard);
    }

    /** Sends a command. The future fails when the connection ends before the answer, and the connection ends when none comes. */
    CompletableFuture<EslAnswer> send(EslCommand command) {
        CompletableFuture<EslAnswer> answer = new CompletableFuture<>();
        Channel open = channel;
        if (open == null || !open.isActive()) {
            answer.completeExceptionally(new IOException("there is no link to the PBX"));
        } else {
            open.eventLoop().execute(() -> send(open, command, answer));
        }
        return answer;
    }

    /** Whether the caller is the thread that reads: it would wait for itself. */
    boolean isReading() {
        Channel open = channel;
        return open != null && open.eventLoop().inEventLoop();
    }

    /** Ends the connection; says why, unless something else has ended it before. */
    void close(String reason) {
        Channel open = channel;
        if (open != null) {
            open.eventLoop().execute(() -> end(open, reason));
        }
    }

    private void send(Channel open, EslCommand command, CompletableFuture<EslAnswer> answer) {
        if (over || pending.size() >= MOST_PENDING) {
            answer.completeExceptionally(
                    new IOException(over ? why : "more than " + MOST_PENDING + " questions wait for the PBX's answer"));
            return;
        }
        ScheduledFuture<?> deadline = open.eventLoop()
                .schedule(
                        () -> end(
                                open, "no answer to \"" + command + "\" within " + commandPatience.toMillis() + " ms"),
                        commandPatience.toMillis(),
                        TimeUnit.MILLISECONDS);
        pending.addLast(new Pending(answer, deadline));
        ChannelFuture unused =
                open.writeAndFlush(Unpooled.copiedBuffer(command.text() + "\n\n", StandardCharsets.UTF_8));
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        ctx.fireChannelActive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, EslMessage message) {
        Instant now = clock.instant();
        lastHeard = now;
        String type = message.getContentType() == null ? "" : message.getContentType();
        switch (type) {
            case EslHeaders.Value.TEXT_EVENT_PLAIN -> event(ctx, message, now);
            case EslHeaders.Value.API_RESPONSE -> answered(ctx, String.join("\n", message.getBodyLines()));
            case EslHeaders.Value.COMMAND_REPLY ->
                answered(ctx, String.valueOf(message.getHeaderValue(EslHeaders.Name.REPLY_TEXT)));
            case EslHeaders.Value.AUTH_REQUEST -> greeted.complete(null);
            case EslHeaders.Value.TEXT_RUDE_REJECTION -> {
                turnedAway = true;
                end(
                        ctx.channel(),
                        "the PBX turns our address away: " + firstLine(message).replaceFirst("\\.$", ""));
            }
            case EslHeaders.Value.TEXT_DISCONNECT_NOTICE ->
                end(ctx.channel(), "the PBX said goodbye: " + firstLine(message));
            default -> counters.unread.incrementAndGet();
        }
    }

    private void event(ChannelHandlerContext ctx, EslMessage message, Instant now) {
        counters.events.incrementAndGet();
        EslEvent event;
        try {
            event = new EslEvent(message);
        } catch (IllegalArgumentException e) {
            // A % that decodes to nothing.
            counters.unread.incrementAndGet();
            return;
        }
        Optional<Duration> behind = lateness.beyond(event.getEventHeaders().get("Event-Date-Timestamp"), now);
        if (behind.isPresent()) {
            end(
                    ctx.channel(),
                    "events came " + behind.get().toSeconds()
                            + " s late: we do not keep up, and a client that falls behind freezes the event socket of the"
                            + " PBX for everybody, so we hung up");
            return;
        }
        heard.heard(event, now);
    }

    private void answered(ChannelHandlerContext ctx, String text) {
        Pending first = pending.pollFirst();
        if (first == null) {
            counters.unread.incrementAndGet();
            end(ctx.channel(), "the PBX answered what nobody had asked");
            return;
        }
        settle(first);
        first.answer().complete(new EslAnswer(text));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent) {
            end(ctx.channel(), "nothing was heard from the PBX, not even an answer to our heartbeats");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            end(ctx.channel(), "the connection broke: " + cause.getMessage());
            return;
        }
        if (!over) {
            counters.unread.incrementAndGet();
        }
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        end(ctx.channel(), "the PBX sent what cannot be read: " + oneLine(String.valueOf(root.getMessage())));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!over && guard.midFrame()) {
            counters.unread.incrementAndGet();
            end(ctx.channel(), "the connection was cut in the middle of a frame");
        }
        end(ctx.channel(), "the PBX closed the connection");
    }

    /** The one way out. The first reason counts. */
    private void end(Channel open, String reason) {
        if (over) {
            return;
        }
        over = true;
        why = reason;
        ChannelFuture unused = open.close();
        greeted.completeExceptionally(new IOException(reason));
        while (!pending.isEmpty()) {
            Pending next = pending.removeFirst();
            settle(next);
            next.answer().completeExceptionally(new IOException(reason));
        }
        ended.accept(reason);
    }

    private static void settle(Pending done) {
        if (done.deadline() != null) {
            done.deadline().cancel(false);
        }
    }

    private static String firstLine(EslMessage message) {
        return message.getBodyLines().isEmpty()
                ? ""
                : oneLine(message.getBodyLines().get(0));
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= 120 ? line : line.substring(0, 120) + "…";
    }
}
