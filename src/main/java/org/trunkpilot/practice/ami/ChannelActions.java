package org.trunkpilot.practice.ami;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.trunkpilot.practice.world.Channel;
import org.trunkpilot.practice.world.Gateway;
import org.trunkpilot.practice.world.World;

/** Actions about channels and variables. */
final class ChannelActions {
    private static final Pattern DB = Pattern.compile("DB\\(([^/)]+)/([^)]+)\\)");
    private static final Pattern GLOBAL = Pattern.compile("GLOBAL\\(([^)]+)\\)");

    private final World world;

    ChannelActions(World world) {
        this.world = world;
    }

    void addTo(Actions actions) {
        actions.add(
                "CoreShowChannels",
                "List currently active channels.",
                (session, request, reply) -> show(reply),
                EventClass.SYSTEM,
                EventClass.REPORTING);
        actions.add(
                "Status",
                "List channel status.",
                (session, request, reply) -> status(request, reply),
                EventClass.SYSTEM,
                EventClass.CALL,
                EventClass.REPORTING);
        actions.add(
                "Getvar",
                "Gets a channel variable or function value.",
                (session, request, reply) -> getvar(request, reply),
                EventClass.CALL,
                EventClass.REPORTING);
        actions.add(
                "Setvar",
                "Sets a channel variable or function value.",
                (session, request, reply) -> setvar(request, reply),
                EventClass.CALL);
    }

    private List<Channel> channels() {
        return world.calls().stream()
                .flatMap(call -> Stream.concat(Stream.of(call.caller()), call.leg().stream()))
                .toList();
    }

    private Optional<Channel> channel(String name) {
        return channels().stream().filter(c -> c.name().equals(name)).findFirst();
    }

    private Optional<Gateway> gateway(Channel channel) {
        return world.byEndpoint(endpoint(channel));
    }

    private static String endpoint(Channel channel) {
        var name = channel.name();
        return name.substring(name.indexOf('/') + 1, name.lastIndexOf('-'));
    }

    private long seconds(Channel channel) {
        return Duration.between(channel.since(), world.now()).toSeconds();
    }

    private void show(Reply reply) {
        reply.list("Channels will follow");
        var channels = channels();
        for (Channel channel : channels) {
            long seconds = seconds(channel);
            reply.send(AmiEvents.channel(reply.begin("Event", "CoreShowChannel"), "", channel)
                    .with("Application", channel.application())
                    .with("ApplicationData", channel.applicationArguments())
                    .with(
                            "Duration",
                            String.format(
                                    Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60))
                    .with("BridgeId", channel.bridge()));
        }
        reply.send(reply.complete("CoreShowChannelsComplete", channels.size()));
    }

    private void status(Request request, Reply reply) {
        var wanted = request.get("Channel");
        var channels = wanted.isEmpty() ? channels() : channel(wanted).stream().toList();
        if (channels.isEmpty() && !wanted.isEmpty()) {
            reply.error("No such channel");
            return;
        }
        reply.list("Channel status will follow");
        channels.forEach(channel -> reply.send(status(channel, request, reply)));
        reply.send(reply.complete("StatusComplete", channels.size()).with("Items", channels.size()));
    }

    private Message status(Channel channel, Request request, Reply reply) {
        var message = AmiEvents.channel(Message.event("Status").with("Privilege", "Call"), "", channel)
                .with("Type", "PJSIP")
                .with("DNID", "")
                .with("EffectiveConnectedLineNum", channel.connected().number())
                .with("EffectiveConnectedLineName", channel.connected().name())
                .with("TimeToHangup", 0)
                .with("BridgeID", channel.bridge())
                .with("Application", channel.application())
                .with("Data", channel.applicationArguments())
                .with("Nativeformats", "(alaw)")
                .with("Readformat", "alaw")
                .with("Readtrans", "")
                .with("Writeformat", "alaw")
                .with("Writetrans", "")
                .with("Callgroup", 0)
                .with("Pickupgroup", 0)
                .with("Seconds", seconds(channel));
        for (String variable : request.get("Variables").split(",", -1)) {
            if (!variable.isBlank()) {
                message.with("Variable", variable + "=" + value(channel, variable));
            }
        }
        return reply.end(message);
    }

    private void getvar(Request request, Reply reply) {
        var variable = request.get("Variable");
        if (variable.isEmpty()) {
            reply.error("No variable specified");
            return;
        }
        var named = request.get("Channel");
        var channel = channel(named);
        if (!named.isEmpty() && channel.isEmpty()) {
            reply.error("No such channel");
            return;
        }
        reply.send(reply.begin("Response", "Success")
                .with("Variable", variable)
                .with("Value", channel.map(c -> value(c, variable)).orElseGet(() -> value(variable))));
    }

    private String value(String variable) {
        var db = DB.matcher(variable);
        if (db.matches()) {
            return world.db().get(db.group(1), db.group(2)).orElse("");
        }
        var global = GLOBAL.matcher(variable);
        return world.globals()
                .get(global.matches() ? global.group(1) : variable)
                .orElse("");
    }

    private String value(Channel channel, String variable) {
        return switch (variable) {
            case "CHANNEL(endpoint)" -> endpoint(channel);
            case "CHANNEL(rtcp,all)", "CHANNEL(rtcp,all,audio)" ->
                world.audioSummary(channel).orElse("");
            case "TH_TRUNK" -> gateway(channel).map(g -> g.trunk().id().name()).orElse("");
            default -> value(variable);
        };
    }

    private void setvar(Request request, Reply reply) {
        var variable = request.get("Variable");
        if (variable.isEmpty()) {
            reply.error("No variable specified");
            return;
        }
        var global = GLOBAL.matcher(variable);
        var name = global.matches() ? global.group(1) : variable;
        // Writing through a function, DB() above all, is refused, as it is by the real one.
        if (name.contains("(") || !world.globals().set(name, request.get("Value"))) {
            reply.error("Variable not set");
        } else {
            reply.success("Variable Set");
        }
    }
}
