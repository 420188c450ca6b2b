package org.trunkpilot.practice.esl;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.trunkpilot.practice.world.Agenda;
import org.trunkpilot.practice.world.Channel;
import org.trunkpilot.practice.world.Contact;
import org.trunkpilot.practice.world.DialStatus;
import org.trunkpilot.practice.world.Gateway;
import org.trunkpilot.practice.world.Refusal;
import org.trunkpilot.practice.world.Registration;
import org.trunkpilot.practice.world.RtcpReport;
import org.trunkpilot.practice.world.Witness;

/**
 * What happens in the world, as FreeSWITCH 1.10.12 tells it. Only events that Trunkpilot asks for, each with the headers by which
 * the recordings tell the same; the hundred channel variables that nobody reads are left out.
 */
public final class EslEvents implements Witness {
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter GMT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Legs of which a report has been told: the first one counts a packet as lost that never was. */
    private final Set<String> reported = new HashSet<>();

    private final String host;
    private final Agenda agenda;
    private final Listeners listeners;
    private long sequence;

    /** @param host what the PBX is called */
    public EslEvents(String host, Agenda agenda, Listeners listeners) {
        this.host = host;
        this.agenda = agenda;
        this.listeners = listeners;
    }

    /** The process that speaks: another world is another. */
    static String core(String host, Instant started) {
        return uuid("core of " + host + " since " + started);
    }

    /** FreeSWITCH names channels by UUIDs. */
    static String uuid(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    static String uuid(Channel channel) {
        return uuid(channel.uniqueId());
    }

    @Override
    public void callerArrived(Channel caller) {
        tell(channel(event("CHANNEL_CREATE"), caller));
    }

    @Override
    public void legCreated(Channel leg) {
        // Told once it is known who is on it.
    }

    @Override
    public void legBegan(Channel caller, Channel leg, String dialString) {
        tell(channel(event("CHANNEL_CREATE"), leg));
    }

    @Override
    public void connectedLineKnown(Channel caller) {
        // FreeSWITCH tells of it in events that nobody here asks for.
    }

    @Override
    public void stateChanged(Channel channel) {
        // Told by the events of what changed it.
    }

    @Override
    public void legRings(Channel caller, Channel leg) {
        tell(channel(event("CHANNEL_PROGRESS"), leg));
    }

    @Override
    public void legAnswered(Channel caller, Channel leg) {
        tell(channel(event("CHANNEL_ANSWER"), leg));
        tell(channel(event("CHANNEL_ANSWER"), caller));
    }

    @Override
    public void bridged(Channel caller, Channel leg) {
        // Nobody here asks for bridges.
    }

    @Override
    public void legRefused(Channel caller, Channel leg, Refusal refusal) {
        // Of a timer nobody has sent anything.
        String disposition = refusal.sip() == 408 ? "" : "recv_refuse";
        tell(hangup(leg, HangupCause.ofSip(refusal.sip()), disposition, refusal.sip()));
    }

    @Override
    public void legAbandoned(Channel caller, Channel leg, DialStatus why) {
        tell(hangup(leg, new HangupCause(word(why), 16), "send_cancel", 487));
    }

    private static String word(DialStatus why) {
        return switch (why) {
            case CANCEL -> "ORIGINATOR_CANCEL";
            case CHANUNAVAIL -> "PROGRESS_TIMEOUT";
            default -> "ALLOTTED_TIMEOUT";
        };
    }

    @Override
    public void callEnded(Channel caller, Channel leg) {
        reported.remove(uuid(leg));
        tell(hangup(caller, HangupCause.NORMAL, "recv_bye", 0));
        tell(hangup(leg, HangupCause.NORMAL, "send_bye", 0));
    }

    @Override
    public void callerLeft(Channel caller, int cause) {
        tell(hangup(caller, HangupCause.ofQ850(cause), "", 0));
    }

    /** Our own report: about what the carrier sent. */
    @Override
    public void reportSent(Channel leg, RtcpReport report) {
        tell(rtcp("SEND_RTCP_MESSAGE", "Source-", leg, report));
    }

    /** The carrier's report: about what we sent. */
    @Override
    public void reportReceived(Channel leg, RtcpReport report) {
        tell(rtcp("RECV_RTCP_MESSAGE", "Source0-", leg, report)
                .with("Rtt0-Avg", String.format(Locale.ROOT, "%.6f", report.roundTripSeconds())));
    }

    @Override
    public void reachabilityChanged(Gateway gateway, Contact contact) {
        boolean answers = contact.reachable();
        tell(gateway(gateway, "REGED", answers ? "UP" : "DOWN", answers ? 200 : 408));
    }

    @Override
    public void registrationTold(Gateway gateway, Registration.State state) {
        switch (state) {
            case REGISTERED -> {
                tell(gateway(gateway, "REGISTER", "UP", 200));
                tell(gateway(gateway, "REGED", "UP", 0));
            }
            case UNREGISTERED -> tell(gateway(gateway, "UNREGED", "DOWN", 0));
            case REJECTED -> {
                tell(gateway(
                        gateway,
                        "FAILED",
                        "UP",
                        gateway.carrier().conditions().refusesRegistration().orElse(408)));
                tell(gateway(gateway, "FAIL_WAIT", "DOWN", 0));
            }
        }
    }

    /** The words of the steering dialplan, as that for FreeSWITCH says them. */
    @Override
    public void dialplanSays(Channel caller, String what, Map<String, String> fields) {
        Optional<Event> said = switch (what) {
            case "TrunkAttempt" ->
                Optional.of(
                        attempt(fields).with("Trunkpilot-Cause", cause(fields)).with("Trunkpilot-Sip", sip(fields)));
            case "TrunkFull" ->
                Optional.of(attempt(fields).with("Trunkpilot-Cause", "").with("Trunkpilot-Sip", ""));
            case "TrunkRefused" -> Optional.of(about("trunkpilot::refused", fields));
            case "TrunksFailed" -> Optional.of(about("trunkpilot::exhausted", fields));
            default -> Optional.empty();
        };
        said.ifPresent(event -> tell(event.with("Unique-ID", uuid(caller))));
    }

    private Event attempt(Map<String, String> fields) {
        return about("trunkpilot::attempt", fields).with("Trunkpilot-Trunk", fields.getOrDefault("Trunk", ""));
    }

    private Event about(String subclass, Map<String, String> fields) {
        return head(Event.custom(subclass)).with("Trunkpilot-Route", fields.getOrDefault("Route", ""));
    }

    /** Only a final answer; the last 1xx of a leg that timed out is none. */
    private static String sip(Map<String, String> fields) {
        String sip = fields.getOrDefault("Sip", "");
        return sip.matches("[3-6]\\d\\d") ? sip : "";
    }

    private static String cause(Map<String, String> fields) {
        String sip = sip(fields);
        if (!sip.isEmpty()) {
            return HangupCause.ofSip(Integer.parseInt(sip)).word();
        }
        boolean noLeg = fields.getOrDefault("Sip", "").isEmpty()
                && fields.getOrDefault("HangupCause", "").equals("3");
        return noLeg ? "GATEWAY_DOWN" : word(DialStatus.valueOf(fields.getOrDefault("DialStatus", "NOANSWER")));
    }

    private void tell(Event event) {
        listeners.tell(event);
    }

    Event event(String name) {
        return head(Event.of(name));
    }

    /** What every event begins with. */
    Event head(Event event) {
        Instant now = agenda.now();
        return event.with("Core-UUID", core(host, agenda.started()))
                .with("FreeSWITCH-Hostname", host)
                .with("FreeSWITCH-Switchname", host)
                .with("FreeSWITCH-IPv4", "127.0.0.1")
                .with("FreeSWITCH-IPv6", "::1")
                .with("Event-Date-Local", LOCAL.format(now))
                .with("Event-Date-GMT", GMT.format(now))
                .with("Event-Date-Timestamp", micros(now))
                .with("Event-Calling-File", "practice")
                .with("Event-Calling-Function", "practice")
                .with("Event-Calling-Line-Number", 1)
                .with("Event-Sequence", ++sequence);
    }

    private static long micros(Instant at) {
        return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
    }

    /** The headers and variables of a channel that anything of ours reads; also what {@code uuid_dump} shows. */
    static Event channel(Event event, Channel channel) {
        boolean leg = channel.gateway().isPresent();
        event.with("Channel-Name", name(channel))
                .with("Unique-ID", uuid(channel))
                .with("Call-Direction", leg ? "outbound" : "inbound")
                .with("Answer-State", channel.state() == Channel.State.UP ? "answered" : "ringing")
                .with("Caller-Caller-ID-Number", (leg ? channel.connected() : channel.caller()).number())
                .with("Caller-Destination-Number", number(channel))
                .with("Caller-Channel-Created-Time", micros(channel.since()));
        channel.dialledBy()
                .ifPresent(caller -> event.with("Other-Type", "originator")
                        .with("Other-Leg-Unique-ID", uuid(caller))
                        .with("Other-Leg-Channel-Name", name(caller)));
        event.with("variable_direction", leg ? "outbound" : "inbound").with("variable_uuid", uuid(channel));
        channel.gateway()
                .ifPresent(gateway -> event.with(
                                "variable_sip_gateway_name", gateway.trunk().endpoint())
                        .with("variable_sip_profile_name", "gateway")
                        .with("variable_trunkpilot_trunk", gateway.trunk().id().name()));
        channel.route().ifPresent(route -> event.with("variable_trunkpilot_route", route.name()));
        channel.dialledBy().ifPresent(caller -> event.with("variable_originating_leg_uuid", uuid(caller)));
        return channel.state() == Channel.State.UP ? event.with("variable_rtp_use_codec_name", "PCMA") : event;
    }

    static String name(Channel channel) {
        return channel.gateway().isPresent()
                ? "sofia/external/" + number(channel)
                : "sofia/internal/" + channel.caller().number() + "@" + Gateways.PBX_HOST;
    }

    /** Asterisk shows the number that a leg was dialled with as its own. */
    private static String number(Channel channel) {
        return channel.dialledBy()
                .map(caller -> channel.caller().number())
                .orElse(channel.place().exten());
    }

    /** @param sip final answer to the INVITE, 0 for none */
    private Event hangup(Channel channel, HangupCause cause, String disposition, int sip) {
        var event = channel(event("CHANNEL_HANGUP_COMPLETE").with("Hangup-Cause", cause.word()), channel)
                .with("variable_hangup_cause", cause.word())
                .with("variable_hangup_cause_q850", cause.q850());
        if (!disposition.isEmpty()) {
            event.with("variable_sip_hangup_disposition", disposition);
        }
        if (sip > 0) {
            event.with("variable_sip_invite_failure_status", sip);
        }
        return event;
    }

    private Event rtcp(String name, String block, Channel leg, RtcpReport report) {
        boolean first = reported.add(uuid(leg) + name);
        var event = event(name)
                .with("Unique-ID", uuid(leg))
                .with("SSRC", hex(report.ssrc()))
                .with(
                        "Sender-Packet-Count",
                        report.sender().map(RtcpReport.Sender::packets).orElse(0L))
                .with(
                        "Octect-Packet-Count",
                        report.sender().map(RtcpReport.Sender::octets).orElse(0L));
        Optional<RtcpReport.Block> heard = report.block();
        // Nothing heard looks perfect, but for the first time and a sequence of 0.
        return event.with(
                        block + "SSRC",
                        hex(heard.map(RtcpReport.Block::sourceSsrc).orElse(0L)))
                .with(
                        block + "Fraction",
                        heard.map(RtcpReport.Block::fractionLost).orElse(first ? 255 : 0))
                .with(
                        block + "Lost",
                        heard.map(RtcpReport.Block::cumulativeLost).orElse(0L) + 1)
                .with(
                        block + "Highest-Sequence-Number-Received",
                        heard.map(h -> h.highestSequence() + ((long) h.cycles() << 16))
                                .orElse(0L))
                .with(block + "Jitter", heard.map(RtcpReport.Block::jitter).orElse(0))
                .with(block + "LSR", heard.map(RtcpReport.Block::lastSr).orElse(0L))
                .with(block + "DLSR", 0);
    }

    private static String hex(long value) {
        return String.format(Locale.ROOT, "%08x", value);
    }

    private Event gateway(Gateway gateway, String state, String usable, int status) {
        var event = head(Event.custom("sofia::gateway_state"))
                .with("Gateway", gateway.trunk().endpoint())
                .with("State", state)
                .with("Ping-Status", usable);
        return status == 0
                ? event
                : event.with("Phrase", status == 200 ? "OK" : "refused").with("Status", status);
    }
}
