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
 * @param pingMillis how long the last answer took; 0 when the last ping failed or none was sent
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
        double pingMillis,
        boolean pinging) {
    /** What the PBX says, without any XML, of a gateway that it does not have. */
    static final String INVALID = "Invalid Gateway!";

    /** Whether it registers with its carrier. */
    boolean registers() {
        return !state.equals("NOREG");
    }

    /** Whether the last ping was answered. */
    boolean pinged() {
        return pingSeconds > 0 && pingMillis > 0;
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
