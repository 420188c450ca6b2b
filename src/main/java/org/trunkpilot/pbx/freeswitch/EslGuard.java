package org.trunkpilot.pbx.freeswitch;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Walks along the frames in front of the library's decoder, which believes any Content-Length: a negative one makes it throw at
 * every read for ever, a huge one makes it hoard. Takes nothing out; what cannot be a frame is a {@link BrokenFrame}.
 */
final class EslGuard extends ChannelInboundHandlerAdapter {
    /** The whole dialplan of a large site in one answer; FreeSWITCH from 1.11.1 on draws its own line at 16 MiB. */
    static final int MOST_BODY = 8 * 1024 * 1024;

    /** A frame has at most half a dozen short headers. */
    static final int MOST_HEADERS = 8 * 1024;

    private static final String LENGTH = "content-length:";

    private final StringBuilder line = new StringBuilder();
    private int headerBytes;
    private int bodyLeft;
    private int announced;

    /** What cannot be read as Event Socket frames; the message is for the operator. */
    static final class BrokenFrame extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenFrame(String message) {
            super(message);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            try {
                walk(bytes);
            } catch (BrokenFrame e) {
                ReferenceCountUtil.release(message);
                throw e;
            }
        }
        ctx.fireChannelRead(message);
    }

    /** Whether a frame has begun and not ended. */
    boolean midFrame() {
        return headerBytes > 0 || bodyLeft > 0;
    }

    private void walk(ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex()) {
            if (bodyLeft > 0) {
                int step = Math.min(bodyLeft, bytes.writerIndex() - at);
                bodyLeft -= step;
                at += step;
                headerBytes = bodyLeft > 0 ? headerBytes : 0;
            } else {
                header((char) (bytes.getByte(at) & 0xff));
                at++;
            }
        }
    }

    private void header(char c) {
        headerBytes++;
        if (headerBytes > MOST_HEADERS) {
            throw new BrokenFrame("a frame with more than " + MOST_HEADERS + " bytes of headers");
        }
        if (c != '\n') {
            line.append(c);
            return;
        }
        if (line.isEmpty()) {
            bodyLeft = announced;
            announced = 0;
            headerBytes = bodyLeft > 0 ? headerBytes : 0;
            return;
        }
        String text = line.toString().strip();
        line.setLength(0);
        if (text.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
            announced = length(text.substring(LENGTH.length()).strip());
        }
    }

    private static int length(String text) {
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) > MOST_BODY) {
            throw new BrokenFrame("a frame with the impossible Content-Length \""
                    + (text.length() > 20 ? text.substring(0, 20) + "…" : text).replaceAll("\\p{Cntrl}", "?") + "\"");
        }
        return Integer.parseInt(text);
    }
}
