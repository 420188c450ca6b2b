package org.trunkpilot.practice.world;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** Links, carriers, the PBX with its dialplan and its calls: one model in its own time, which moves only by {@link #advanceTo}. */
public final class World {
    /** A quarter of an address block for documentation each: nobody is ever there. */
    private static final String[] NETS = {"198.51.100.", "203.0.113.", "192.0.2."};

    static final String PBX_HOST = "192.0.2.1";

    /** Delay to the nearest carrier, and how much further each next one is, in ms one way. */
    private static final int NEAREST_MILLIS = 6;

    private static final int FURTHER_MILLIS = 5;
    private static final int DESKS = 9;

    private final Agenda agenda;
    private final Site site;
    private final Witness witness;
    private final SplittableRandom random;
    private final Instant started;
    private final Map<String, Carrier> carriers = new LinkedHashMap<>();
    private final Map<String, Uplink> uplinks = new LinkedHashMap<>();
    private final Map<TrunkId, Gateway> gateways = new LinkedHashMap<>();
    private final Map<TrunkId, Contact> contacts = new LinkedHashMap<>();
    private final Map<TrunkId, Registration> registrations = new LinkedHashMap<>();
    private final Set<Call> calls = new LinkedHashSet<>();
    private final AstDb db = new AstDb();
    private final Globals globals = new Globals();
    private final Dialplan dialplan;
    private long channels;
    private long unique;
    private long callsSoFar;

    /** A world in which nothing happens yet. */
    public World(Site site, Instant start, Witness witness) {
        this(site, new Agenda(start), witness);
    }

    /** The same with an agenda of the caller's, for a witness that has to know the world's time. */
    public World(Site site, Agenda agenda, Witness witness) {
        this.site = site;
        this.agenda = agenda;
        this.started = agenda.started();
        this.random = new SplittableRandom(site.seed());
        this.dialplan = new Dialplan(db, globals, site.rows(), site.lease());
        this.witness = witness;
        site.inventory().trunks().forEach(this::connect);
    }

    private void connect(Trunk trunk) {
        int nth = gateways.size();
        var carrier = carriers.computeIfAbsent(
                trunk.carrier(), name -> new Carrier(name, NEAREST_MILLIS + FURTHER_MILLIS * carriers.size()));
        var uplink = uplinks.computeIfAbsent(trunk.uplink(), Uplink::new);
        var host = NETS[nth % NETS.length] + (10 + nth / NETS.length);
        var gateway = new Gateway(trunk, carrier, uplink, host, random.split());
        gateways.put(trunk.id(), gateway);
        contacts.put(trunk.id(), new Contact(agenda, gateway, site.timers(), witness));
        registrations.put(trunk.id(), new Registration(agenda, gateway, site.timers(), witness, random.split()));
    }

    /** Registers, qualifies and begins the traffic. */
    public void begin() {
        registrations.values().forEach(Registration::begin);
        contacts.values().forEach(contact -> {
            contact.qualify();
            contact.begin(Duration.ofMillis(
                    1 + random.nextLong(site.timers().qualifyEvery().toMillis())));
        });
        site.traffic().begin(this, site.inventory().steeredRoutes(), random.split());
    }

    public Play play(IncidentScript script) {
        return new Play(this, script);
    }

    public void advanceTo(Instant until) {
        agenda.advanceTo(until);
    }

    public Agenda agenda() {
        return agenda;
    }

    public Instant now() {
        return agenda.now();
    }

    public Instant started() {
        return started;
    }

    public Site site() {
        return site;
    }

    public Inventory inventory() {
        return site.inventory();
    }

    public AstDb db() {
        return db;
    }

    public Globals globals() {
        return globals;
    }

    public List<Call> calls() {
        return List.copyOf(calls);
    }

    public long callsSoFar() {
        return callsSoFar;
    }

    public List<Gateway> gateways() {
        return List.copyOf(gateways.values());
    }

    public Gateway gateway(TrunkId trunk) {
        return found(gateways, trunk, "trunk");
    }

    public Optional<Gateway> byEndpoint(String endpoint) {
        return site.inventory().byEndpoint(endpoint).map(trunk -> gateway(trunk.id()));
    }

    public Contact contact(TrunkId trunk) {
        return found(contacts, trunk, "trunk");
    }

    public Registration registration(TrunkId trunk) {
        return found(registrations, trunk, "trunk");
    }

    /** Whether the PBX sends calls there at all. */
    public boolean usable(TrunkId trunk) {
        boolean registered = !site.timers().downWithoutRegistration()
                || registration(trunk).state() == Registration.State.REGISTERED;
        return registered && contact(trunk).reachable();
    }

    /** Every channel that there is. */
    public List<Channel> channels() {
        return calls.stream()
                .flatMap(call -> Stream.concat(Stream.of(call.caller()), call.leg().stream()))
                .toList();
    }

    /**
     * From now on a carrier fares like this.
     *
     * @throws IllegalArgumentException when there is no such carrier
     */
    public void carrier(String name, Conditions now) {
        settle();
        found(carriers, name, "carrier").becomes(now);
    }

    /**
     * Cuts an uplink or mends it.
     *
     * @throws IllegalArgumentException when there is no such uplink
     */
    public void uplink(String name, boolean up) {
        settle();
        found(uplinks, name, "uplink").becomes(up);
    }

    /**
     * Somebody at a desk of the site calls somebody.
     *
     * @throws IllegalArgumentException when there is no such route
     */
    public Call call(RouteId id, Callee callee) {
        var route = site.inventory().routes().stream()
                .filter(r -> r.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such route: " + id));
        return call(route, callee);
    }

    private Call call(Route route, Callee callee) {
        callsSoFar++;
        int desk = 1 + random.nextInt(DESKS);
        var place = new Channel.Place("internal", callee.number(), 1);
        var id = newUniqueId();
        var caller = new Channel(newChannelName("desk" + desk), id, id, now(), Channel.State.RING, place, "Gosub");
        caller.onRoute(route.id());
        caller.parties(new Channel.Party("20" + desk, "Desk " + desk), Channel.Party.UNKNOWN);
        var call = new Call(this, route, callee, caller);
        calls.add(call);
        call.begin();
        return call;
    }

    /** The endpoints of the site's phones. */
    public static List<String> desks() {
        return IntStream.rangeClosed(1, DESKS).mapToObj(n -> "desk" + n).toList();
    }

    /** {@code CHANNEL(rtcp,all,audio)} of an answered leg. */
    public Optional<String> audioSummary(Channel channel) {
        return calls.stream()
                .flatMap(call -> call.attempt().stream())
                .filter(leg -> leg.channel() == channel)
                .flatMap(leg -> leg.audio().stream())
                .map(Audio::summary)
                .findFirst();
    }

    void becomes(IncidentScript.Phase phase) {
        settle();
        carriers.forEach((name, carrier) -> carrier.becomes(phase.carriers().getOrDefault(name, Conditions.WELL)));
        uplinks.forEach((name, uplink) -> uplink.becomes(!phase.uplinksDown().contains(name)));
    }

    /** Whatever has flowed so far has flowed under the old conditions. */
    private void settle() {
        calls.forEach(call -> call.attempt().flatMap(Leg::audio).ifPresent(Audio::settle));
    }

    Witness witness() {
        return witness;
    }

    Dialplan dialplan() {
        return dialplan;
    }

    public long legsOn(Gateway gateway) {
        return calls.stream()
                .flatMap(call -> call.attempt().stream())
                .filter(leg -> leg.gateway() == gateway)
                .count();
    }

    void gone(Call call) {
        calls.remove(call);
    }

    Channel newLegChannel(Gateway gateway, Channel caller) {
        var channel = new Channel(
                newChannelName(gateway.trunk().endpoint()),
                newUniqueId(),
                caller.linkedId(),
                now(),
                Channel.State.DOWN,
                new Channel.Place("from-trunk", "s", 1),
                "AppDial");
        channel.runs("AppDial", "(Outgoing Line)");
        channel.onTrunk(gateway, caller);
        return channel;
    }

    String newBridge() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    Audio newAudio(Gateway gateway, Channel leg) {
        return new Audio(agenda, gateway, leg, witness, random.split(), PBX_HOST);
    }

    private String newChannelName(String endpoint) {
        return String.format("PJSIP/%s-%08x", endpoint, ++channels);
    }

    private String newUniqueId() {
        return site.inventory().pbx() + "-" + now().getEpochSecond() + "." + unique++;
    }

    private static <K, V> V found(Map<K, V> all, K name, String what) {
        var value = all.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no such " + what + ": " + name);
        }
        return value;
    }
}
