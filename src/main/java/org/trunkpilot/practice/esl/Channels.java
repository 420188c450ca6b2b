package org.trunkpilot.practice.esl;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.trunkpilot.practice.world.Channel;
import org.trunkpilot.practice.world.World;

/** {@code show channels} and what is asked of one channel: how somebody who connects learns of the calls that are up. */
final class Channels {
    private final World world;

    Channels(World world) {
        this.world = world;
    }

    /** {@code show channels as json}. */
    String listed() {
        var rows = world.channels().stream().map(Channels::row).toList();
        String count = "\"row_count\":" + rows.size();
        return rows.isEmpty() ? "{" + count + "}\n" : "{" + count + ",\"rows\":[" + String.join(",", rows) + "]}\n";
    }

    private static String row(Channel channel) {
        boolean up = channel.state() == Channel.State.UP;
        return "{\"uuid\":\"" + EslEvents.uuid(channel) + "\",\"direction\":\""
                + (channel.gateway().isPresent() ? "outbound" : "inbound") + "\",\"name\":\""
                + EslEvents.name(channel) + "\",\"callstate\":\"" + (up ? "ACTIVE" : "RINGING") + "\"}";
    }

    /** {@code uuid_dump UUID json}. */
    String dumped(String uuid) {
        return found(uuid)
                .map(channel -> EslEvents.channel(Event.of("CHANNEL_DATA"), channel).headers().entrySet().stream()
                        .map(header -> "\"" + header.getKey() + "\":\"" + header.getValue() + "\"")
                        .collect(Collectors.joining(",", "{", "}")))
                .orElse("-ERR No such channel!\n");
    }

    /** {@code uuid_getvar UUID NAME}. */
    String variable(String uuid, String name) {
        Optional<Map<String, String>> headers = found(uuid)
                .map(channel ->
                        EslEvents.channel(Event.of("CHANNEL_DATA"), channel).headers());
        return headers.map(all -> all.getOrDefault("variable_" + name, "_undef_"))
                .orElse("-ERR No such channel!\n");
    }

    private Optional<Channel> found(String uuid) {
        Predicate<Channel> named = channel -> EslEvents.uuid(channel).equals(uuid);
        return world.channels().stream().filter(named).findFirst();
    }
}
