package org.trunkpilot.pbx.freeswitch;

import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * What {@code sofia xmlstatus gateway} says of one gateway.
 *
 * @param proxy where calls go: a SIP URI
 * @param state of the registration, such as REGED; NOREG where there is none
 * @param up whether FreeSWITCH sends calls there
 * @param pingSeconds how often it is sent an OPTIONS; 0 for never
 * @param nextPing when the next is due, Unix time by the PBX's clock; moves on only when one was answered or has failed
 * @param pingCount one more for each ping that was answered, up to {@code pingMax}, and one less for each that failed
 * @param pingMax the gateway's {@code ping-max}; 1 where it has none
 * @param pingMillis how long the last answer took; 0 when none was sent. A ping that failed sets it to 0 only where it also took the
 *     gateway down (measured: with ping-max 3, two failed ones leave it as it was)
 * @param pinging whether one is out just now
 */
record GatewayStatus(
        String name,
        String profile,
        String proxy,
        String state,
        boolean up,
        int pingSeconds,
        long nextPing,
        int pingCount,
        int pingMax,
        double pingMillis,
        boolean pinging) {
    /** What the PBX says, without any XML, of a gateway that it does not have. */
    static final String INVALID = "Invalid Gateway!";

    /** Whether it registers with its carrier. */
    boolean registers() {
        return !state.equals("NOREG");
    }

    /** Whether a ping was ever answered, and none has taken the gateway down since. */
    boolean pinged() {
        return pingSeconds > 0 && pingMillis > 0;
    }

    /** Whether the ping that was the next one in an earlier reading is over: answered or failed. */
    boolean pingOverSince(GatewayStatus before) {
        return nextPing != before.nextPing;
    }

    /**
     * Whether a ping was answered since an earlier reading. The time of the last answer alone does not tell, as a ping that failed
     * may leave it; but it takes one from the count.
     */
    boolean answeredSince(GatewayStatus before) {
        boolean another = pingMillis != before.pingMillis || pingCount > before.pingCount;
        return pinged() && pingOverSince(before) && (another || lastAnswered());
    }

    /** Whether the last ping was answered for certain: one that failed would have taken from the full count. */
    boolean lastAnswered() {
        return pingCount >= pingMax;
    }

    Optional<Duration> roundTrip() {
        return pinged() ? Optional.of(Duration.ofNanos(Math.round(pingMillis * 1e6))) : Optional.empty();
    }

    /** Host and port of the proxy, without scheme, user and parameters. */
    String host() {
        return proxy.replaceFirst("^sips?:", "").replaceFirst("^.*@", "").replaceFirst("[;>?].*$", "");
    }

    /** Every gateway in an answer. @throws IOException when it is no such answer */
    static List<GatewayStatus> parse(String xml) throws IOException {
        NodeList found = document(xml).getElementsByTagName("gateway");
        List<GatewayStatus> all = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            if (found.item(i) instanceof Element gateway) {
                all.add(of(gateway));
            }
        }
        return all;
    }

    private static GatewayStatus of(Element gateway) throws IOException {
        return new GatewayStatus(
                text(gateway, "name"),
                text(gateway, "profile"),
                text(gateway, "proxy"),
                text(gateway, "state"),
                text(gateway, "status").equals("UP"),
                (int) number(gateway, "pingfreq"),
                (long) number(gateway, "ping"),
                (int) number(gateway, "pingcount"),
                (int) number(gateway, "pingmax"),
                number(gateway, "pingtime"),
                text(gateway, "pinging").equals("1"));
    }

    private static String text(Element gateway, String tag) {
        NodeList found = gateway.getElementsByTagName(tag);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }

    private static double number(Element gateway, String tag) throws IOException {
        String text = text(gateway, tag);
        if (text.isEmpty()) {
            return 0;
        }
        if (!text.matches("\\d{1,12}(\\.\\d{1,9})?")) {
            throw new IOException("a gateway whose " + tag + " is no number");
        }
        return Double.parseDouble(text);
    }

    /** A document of the PBX's; no entity, no address outside. @throws IOException when it is none */
    static Document document(String xml) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setExpandEntityReferences(false);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new InputSource(new StringReader(xml)));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every Java reads XML", e);
        } catch (SAXException e) {
            throw new IOException("the PBX answered with unreadable XML: " + e.getMessage(), e);
        }
    }
}
