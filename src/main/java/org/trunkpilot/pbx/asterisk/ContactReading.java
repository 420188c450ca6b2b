package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * What the PBX says of a trunk's contacts at one moment.
 *
 * <p>Asterisk tells neither when an OPTIONS was answered nor, while nothing changes, that it was; but each answer leaves its
 * round trip in microseconds. So two readings that differ prove that the far end answered between them. (30 answers of a
 * lab provider 1 ms away: no two in a row alike.)
 *
 * @param askedAt just before the reading: an answer that it does not show came later than this
 * @param print every contact's state and round trip
 * @param reachable whether at least one contact answers
 * @param roundTrip of a contact that answers
 */
record ContactReading(Instant askedAt, String print, boolean reachable, Optional<Duration> roundTrip) {
    private static final Pattern CHAN_SIP_STATUS = Pattern.compile("(\\w+)(?: \\((\\d{1,6}) ms\\))?");

    /** How a PBX is asked, which depends on its channel driver and on our rights; found out by trying. */
    static final class Reader {
        private enum Way {
            /** {@code PJSIPShowEndpoint}: needs {@code write=system}. */
            ENDPOINT,
            /** {@code Getvar} of {@code PJSIP_CONTACT()}: needs {@code write=call} or {@code reporting}, and two modules. */
            VARIABLES,
            /** {@code SIPshowpeer}: chan_sip, whole milliseconds only. */
            PEER
        }

        private final Asker asker;
        private final AmiHearsay hearsay;
        private final Map<TrunkId, Way> ways = new HashMap<>();

        Reader(Asker asker, AmiHearsay hearsay) {
            this.asker = asker;
            this.hearsay = hearsay;
        }

        /** Rights and modules may have changed. */
        synchronized void forget() {
            ways.clear();
        }

        synchronized boolean isChanSip(TrunkId trunk) {
            return ways.get(trunk) == Way.PEER;
        }

        /** Empty when the PBX does not tell, or does not know the trunk. */
        synchronized Optional<ContactReading> read(Trunk trunk, Instant now) throws IOException {
            Way known = ways.get(trunk.id());
            for (Way way : known == null ? Way.values() : new Way[] {known}) {
                Optional<ContactReading> reading = read(way, trunk, now);
                if (reading.isPresent()) {
                    ways.put(trunk.id(), way);
                    return reading;
                }
            }
            return Optional.empty();
        }

        private Optional<ContactReading> read(Way way, Trunk trunk, Instant now) throws IOException {
            return switch (way) {
                case ENDPOINT -> byEndpoint(trunk, now);
                case VARIABLES -> byVariables(trunk, now);
                case PEER -> byPeer(trunk, now);
            };
        }

        private Optional<ContactReading> byEndpoint(Trunk trunk, Instant now) throws IOException {
            AmiReply reply = asker.ask(new AmiAction("PJSIPShowEndpoint", "Endpoint", trunk.endpoint()));
            if (!reply.success()) {
                return Optional.empty();
            }
            List<String> prints = new ArrayList<>();
            Optional<Duration> roundTrip = Optional.empty();
            boolean reachable = false;
            for (AmiItem item : reply.items()) {
                if (item.name().equals("ContactStatusDetail")) {
                    String micros = item.get("RoundtripUsec");
                    prints.add(item.get("URI") + " " + item.get("Status") + " " + micros);
                    if (item.get("Status").equals("Reachable")) {
                        reachable = true;
                        roundTrip = ContactBook.roundTrip(micros);
                    }
                }
            }
            return Optional.of(new ContactReading(now, String.join(",", prints), reachable, roundTrip));
        }

        private Optional<ContactReading> byVariables(Trunk trunk, Instant now) throws IOException {
            List<String> prints = new ArrayList<>();
            Optional<Duration> roundTrip = Optional.empty();
            boolean reachable = false;
            for (String aor : names(variable("PJSIP_ENDPOINT(" + trunk.endpoint() + ",aors)"))) {
                for (String contact : names(variable("PJSIP_AOR(" + aor + ",contact)"))) {
                    String uri = variable("PJSIP_CONTACT(" + contact + ",uri)");
                    String status = variable("PJSIP_CONTACT(" + contact + ",status)");
                    String micros = variable("PJSIP_CONTACT(" + contact + ",rtt)");
                    prints.add(uri + " " + status + " " + micros);
                    hearsay.contact(trunk, uri, status, micros);
                    if (status.equals("Reachable")) {
                        reachable = true;
                        roundTrip = ContactBook.roundTrip(micros);
                    }
                }
            }
            return prints.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ContactReading(now, String.join(",", prints), reachable, roundTrip));
        }

        private Optional<ContactReading> byPeer(Trunk trunk, Instant now) throws IOException {
            AmiReply reply = asker.ask(new AmiAction("SIPshowpeer", "Peer", trunk.endpoint()));
            Matcher status = CHAN_SIP_STATUS.matcher(reply.get("Status"));
            if (!reply.success() || !status.matches()) {
                return Optional.empty();
            }
            hearsay.peer(trunk, reply.response());
            String micros = status.group(2) == null ? "" : status.group(2) + "000";
            hearsay.contact(trunk, "", status.group(1), micros);
            boolean reachable = !status.group(1).equalsIgnoreCase("UNREACHABLE")
                    && !status.group(1).equalsIgnoreCase("UNKNOWN");
            return Optional.of(new ContactReading(now, reply.get("Status"), reachable, ContactBook.roundTrip(micros)));
        }

        private String variable(String name) throws IOException {
            return asker.ask(new AmiAction("Getvar", "Variable", name)).get("Value");
        }

        private static List<String> names(String commaSeparated) {
            return commaSeparated.isEmpty() ? List.of() : List.of(commaSeparated.split(",", -1));
        }
    }

    /** Puts a question to the PBX. */
    interface Asker {
        AmiReply ask(AmiAction action) throws IOException;
    }

    /** Takes what answers tell that no event does. */
    interface AmiHearsay {
        void contact(Trunk trunk, String uri, String status, String micros);

        void peer(Trunk trunk, AmiItem details);
    }
}
