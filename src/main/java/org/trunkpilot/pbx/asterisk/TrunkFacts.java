package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.trunkpilot.pbx.PbxAddress.ChannelDriver;

/**
 * How one endpoint or peer is configured, and where it stands.
 *
 * @param contacts where it is reached; those of an endpoint that its far end registers at come and go
 * @param staticContacts whether they are written in the PBX's configuration, as a trunk's are
 * @param directMedia whether the PBX may re-INVITE itself out of the path of the audio
 * @param qualify how often the PBX sends an OPTIONS, in whole seconds, by the AOR that does so least; 0 = never
 */
record TrunkFacts(
        ChannelDriver driver,
        List<Contact> contacts,
        boolean staticContacts,
        boolean directMedia,
        int qualify,
        List<String> identifiedBy) {
    private static final Pattern PEER_STATUS = Pattern.compile("(\\w+)(?: \\((\\d{1,6}) ms\\))?");

    /**
     * One place where it is reached.
     *
     * @param status in the PBX's words
     * @param roundTripMicros empty when unknown
     */
    record Contact(String uri, String status, Optional<Long> roundTripMicros) {
        boolean reachable() {
            return status.equalsIgnoreCase("Reachable") || status.equalsIgnoreCase("OK") || status.equals("LAGGED");
        }

        boolean unreachable() {
            return status.equalsIgnoreCase("Unreachable");
        }

        /** {@code sip:user@Host:5060;transport=udp} → {@code host}. */
        String host() {
            return hostOf(uri);
        }
    }

    static String hostOf(String uri) {
        String host = uri.replaceFirst("^<?sips?:", "");
        host = host.substring(host.indexOf('@') + 1).replaceFirst("[;>].*$", "");
        return host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    }

    /** Empty when neither driver has it. @throws IOException when the PBX does not answer, or not to us */
    static Optional<TrunkFacts> read(Inquirer pbx, String endpoint) throws IOException {
        AmiReply reply = pbx.ask("PJSIPShowEndpoint", Map.of("Endpoint", endpoint));
        if (reply.success()) {
            return Optional.of(ofEndpoint(reply));
        }
        Optional<TrunkFacts> found = reply.denied() ? byVariables(pbx, endpoint) : Optional.empty();
        return found.isPresent() ? found : ofPeer(pbx, endpoint);
    }

    private static TrunkFacts ofEndpoint(AmiReply reply) {
        var contacts = new ArrayList<Contact>();
        var identifies = new ArrayList<String>();
        boolean statics = false;
        boolean directMedia = false;
        int qualify = Integer.MAX_VALUE;
        for (AmiItem item : reply.items()) {
            switch (item.name()) {
                case "EndpointDetail" -> directMedia = isYes(item.get("DirectMedia"));
                case "AorDetail" -> {
                    statics |= !item.get("Contacts").isBlank()
                            && !item.get("ContactsRegistered").equals(item.get("TotalContacts"));
                    qualify = Math.min(qualify, number(item.get("QualifyFrequency")));
                }
                case "ContactStatusDetail" ->
                    contacts.add(new Contact(item.get("URI"), item.get("Status"), micros(item.get("RoundtripUsec"))));
                case "IdentifyDetail" -> identifies.add(item.get("Match"));
                default -> {
                    // Transports and the like; secrets never come as far as this.
                }
            }
        }
        return new TrunkFacts(
                ChannelDriver.PJSIP,
                contacts,
                statics,
                directMedia,
                qualify == Integer.MAX_VALUE ? 0 : qualify,
                identifies);
    }

    /** What an account without {@code write=system} may ask. */
    private static Optional<TrunkFacts> byVariables(Inquirer pbx, String endpoint) throws IOException {
        var contacts = new ArrayList<Contact>();
        int qualify = Integer.MAX_VALUE;
        List<String> aors = words(pbx.variable("PJSIP_ENDPOINT(" + endpoint + ",aors)"));
        for (String aor : aors) {
            qualify = Math.min(qualify, number(pbx.variable("PJSIP_AOR(" + aor + ",qualify_frequency)")));
            for (String contact : words(pbx.variable("PJSIP_AOR(" + aor + ",contact)"))) {
                contacts.add(new Contact(
                        pbx.variable("PJSIP_CONTACT(" + contact + ",uri)"),
                        pbx.variable("PJSIP_CONTACT(" + contact + ",status)"),
                        micros(pbx.variable("PJSIP_CONTACT(" + contact + ",rtt)"))));
            }
        }
        if (aors.isEmpty()) {
            return Optional.empty();
        }
        boolean directMedia = isYes(pbx.variable("PJSIP_ENDPOINT(" + endpoint + ",direct_media)"));
        return Optional.of(new TrunkFacts(ChannelDriver.PJSIP, contacts, true, directMedia, qualify, List.of()));
    }

    private static Optional<TrunkFacts> ofPeer(Inquirer pbx, String peer) throws IOException {
        AmiReply reply = pbx.ask("SIPshowpeer", Map.of("Peer", peer));
        if (!reply.success()) {
            return Optional.empty();
        }
        Matcher status = PEER_STATUS.matcher(reply.get("Status"));
        var contacts = new ArrayList<Contact>();
        if (status.matches()) {
            Optional<Long> micros = Optional.ofNullable(status.group(2)).map(ms -> Long.parseLong(ms) * 1000);
            contacts.add(new Contact("sip:" + reply.get("Address-IP"), status.group(1), micros));
        }
        int qualify = reply.get("Status").startsWith("Unmonitored")
                ? 0
                : number(reply.get("QualifyFreq").replace(" ms", "")) / 1000;
        return Optional.of(new TrunkFacts(
                ChannelDriver.SIP,
                contacts,
                reply.get("Dynamic").equals("N"),
                isYes(reply.get("SIP-DirectMedia")),
                qualify,
                List.of()));
    }

    private static boolean isYes(String value) {
        return List.of("true", "yes", "y").contains(value.toLowerCase(Locale.ROOT));
    }

    private static int number(String text) {
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    }

    private static Optional<Long> micros(String text) {
        return text.matches("[1-9]\\d{0,11}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    private static List<String> words(String commaSeparated) {
        return commaSeparated.isEmpty() ? List.of() : List.of(commaSeparated.split(",", -1));
    }
}
