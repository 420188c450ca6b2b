package org.trunkpilot.judgement;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.trunkpilot.trunk.Trunk;

/**
 * One cause at one site: how it breaks the plant, and how it is repaired.
 *
 * @param subject the carrier or uplink that is to blame; empty where no name is needed
 */
record Breakage(Cause cause, String subject, Consumer<Plant> begin, Consumer<Plant> end) {

    static Breakage of(Cause cause, Site site, SplittableRandom dice) {
        // Where calls flow, or nobody could notice: mostly the trunk that leads, sometimes that of the second route.
        Trunk hit = site.abroad() > 0 && dice.nextInt(4) == 0
                ? site.inventory().trunks().get(1)
                : site.first();
        return switch (cause.origin) {
            case CARRIER -> ofCarrier(cause, hit.carrier(), dice);
            case UPLINK -> ofUplink(cause, hit.uplink(), dice);
            case PBX -> ofPbx(cause, dice);
            case LAN_PHONES -> ofHouse(cause, dice);
            case CALLEE -> ofCallee(cause, site, dice);
            case ACCOUNT, CODEC -> ofContract(cause, hit.carrier(), site, dice);
            case NOBODY, UNTOLD -> new Breakage(cause, "", plant -> {}, plant -> {});
        };
    }

    private static Breakage ofCarrier(Cause cause, String carrier, SplittableRandom dice) {
        boolean all = dice.nextBoolean();
        double share = all ? 1 : dice.nextDouble(0.3, 0.7);
        double loss = dice.nextDouble(0.04, 0.15);
        boolean toUs = dice.nextBoolean();
        int code = List.of(500, 503, 504).get(dice.nextInt(3));
        String prefix = Calls.prefixes().get(dice.nextInt(4));
        int prefixCode = dice.nextBoolean() ? 503 : 480;
        int unknown = cause == Cause.CARRIER_KNOWS_NOBODY
                ? List.of(404, 404, 480, 484, 604).get(dice.nextInt(5))
                : 0;
        Duration later = Duration.ofMillis(dice.nextLong(5_500, 8_500));
        return carrier(cause, carrier, p -> {
            switch (cause) {
                case CARRIER_SBC_DEAD -> p.dead = true;
                case CARRIER_FAILS_CALLS -> {
                    p.fails = share;
                    p.failCode = code;
                }
                case CARRIER_GATEWAY_LOSES -> {
                    p.audioLossToUs = toUs ? loss : 0;
                    p.audioLossFromUs = toUs ? 0 : loss;
                }
                case CARRIER_GATEWAY_MUTE -> {
                    p.muteToUs = toUs;
                    p.muteFromUs = !toUs;
                }
                case CARRIER_EDGE_LOSES -> p.edgeLoss = loss;
                case CARRIER_RINGS_LATE -> p.ringsLater = later;
                case CARRIER_FAKE_BUSY -> p.fakeBusy = all ? 0.95 : share;
                case CARRIER_KNOWS_NOBODY -> p.knowsNobody = unknown;
                case CARRIER_LOST_PREFIX -> {
                    p.lostPrefix = Optional.of(prefix);
                    p.lostPrefixCode = prefixCode;
                }
                default -> throw new IllegalStateException(cause + " is not a carrier's");
            }
        });
    }

    /** Repaired by a new one, with nothing wrong with it. */
    private static Breakage carrier(Cause cause, String carrier, Consumer<Parts.Provider> how) {
        return new Breakage(
                cause,
                carrier,
                plant -> how.accept(plant.providers.get(carrier)),
                plant -> plant.providers.put(carrier, new Parts.Provider()));
    }

    private static Breakage ofUplink(Cause cause, String uplink, SplittableRandom dice) {
        double loss = dice.nextDouble(0.04, 0.15);
        int ways = dice.nextInt(3);
        long delay = dice.nextLong(120, 350);
        Consumer<Parts.Line> how = line -> {
            switch (cause) {
                case UPLINK_CUT -> line.cut = true;
                case UPLINK_LOSSY -> {
                    line.lossIn = ways == 0 ? 0 : loss;
                    line.lossOut = ways == 1 ? 0 : loss;
                }
                case UPLINK_CONGESTED -> {
                    line.lossIn = loss / 2;
                    line.lossOut = loss;
                    line.delay = Duration.ofMillis(delay);
                    line.jitterMillis = 40;
                }
                case FIREWALL_BLOCKS_AUDIO -> line.audioBlocked = true;
                default -> throw new IllegalStateException(cause + " is not an uplink's");
            }
        };
        return new Breakage(
                cause,
                uplink,
                plant -> how.accept(plant.lines.get(uplink)),
                plant -> plant.lines.put(uplink, new Parts.Line()));
    }

    private static Breakage ofPbx(Cause cause, SplittableRandom dice) {
        boolean orderly = dice.nextBoolean();
        Duration away = Duration.ofSeconds(dice.nextInt(15, 75));
        Duration apart = Duration.ofSeconds(dice.nextInt(150, 420));
        double loss = dice.nextDouble(0.04, 0.12);
        return switch (cause) {
            case PBX_REBOOT -> new Breakage(cause, "", plant -> plant.restart(orderly, away), plant -> {});
            case PBX_BOOT_LOOP -> {
                int times = dice.nextInt(4, 7);
                yield new Breakage(
                        cause,
                        "",
                        plant -> {
                            for (int i = 0; i < times; i++) {
                                plant.always(apart.multipliedBy(i), () -> plant.restart(false, away));
                            }
                        },
                        plant -> {});
            }
            case REGISTRATION_STORM -> {
                Duration dark = Duration.ofSeconds(dice.nextInt(120, 420));
                Duration drowning = Duration.ofSeconds(dice.nextInt(120, 300));
                double overload = dice.nextDouble(0.4, 0.9);
                yield new Breakage(
                        cause,
                        "",
                        plant -> {
                            plant.switches.forEach((name, house) -> {
                                house.dead = true;
                                plant.phonesVanish(name);
                            });
                            plant.always(dark, () -> {
                                plant.switches.values().forEach(house -> house.dead = false);
                                plant.host.overload = overload;
                                plant.phonesReturn(50);
                            });
                            plant.always(dark.plus(drowning), () -> plant.host.overload = 0);
                        },
                        plant -> {});
            }
            case PBX_PORT_LOSES ->
                new Breakage(cause, "", plant -> plant.host.portLoss = loss, plant -> plant.host.portLoss = 0);
            default -> throw new IllegalStateException(cause + " is not the PBX's");
        };
    }

    private static Breakage ofHouse(Cause cause, SplittableRandom dice) {
        double loss = dice.nextDouble(0.05, 0.2);
        int ways = dice.nextInt(3);
        return new Breakage(
                cause,
                "",
                plant -> {
                    String name = plant.switches.keySet().iterator().next();
                    Parts.HouseSwitch house = plant.switches.get(name);
                    if (cause == Cause.SWITCH_DEAD) {
                        house.dead = true;
                        plant.phonesVanish(name);
                    } else {
                        house.lossFromPhones = ways == 0 ? 0 : loss;
                        house.lossToPhones = ways == 1 ? 0 : loss;
                    }
                },
                plant -> {
                    String name = plant.switches.keySet().iterator().next();
                    boolean dead = plant.switches.get(name).dead;
                    plant.switches.put(name, new Parts.HouseSwitch());
                    if (dead) {
                        plant.phonesReturn(60);
                    }
                });
    }

    private static Breakage ofCallee(Cause cause, Site site, SplittableRandom dice) {
        String prefix = Calls.prefixes().get(dice.nextInt(4));
        int code = List.of(480, 503, 500, 404).get(dice.nextInt(4));
        int prefixCode = List.of(480, 503, 504).get(dice.nextInt(3));
        if (cause == Cause.DESTINATION_DEAD) {
            return new Breakage(
                    cause,
                    "",
                    plant -> plant.world.deadPrefixes.put(prefix, prefixCode),
                    plant -> plant.world.deadPrefixes.remove(prefix));
        }
        String key = Calls.key(prefix, 11);
        // Half as often again as everybody calls anything.
        double every = Math.max(60, 2 * 3600 / site.callsPerHour());
        return new Breakage(
                cause,
                "",
                plant -> {
                    plant.world.deadNumbers.put(key, code);
                    redial(plant, prefix, key, every);
                },
                plant -> plant.world.deadNumbers.remove(key));
    }

    private static void redial(Plant plant, String prefix, String key, double everySeconds) {
        if (plant.world.deadNumbers.containsKey(key)) {
            plant.calls.dial(prefix, 11, plant.calls.anyPhone());
            plant.always(plant.exponential(everySeconds), () -> redial(plant, prefix, key, everySeconds));
        }
    }

    private static Breakage ofContract(Cause cause, String carrier, Site site, SplittableRandom dice) {
        int barred = List.of(401, 402, 403).get(dice.nextInt(3));
        int codec = List.of(488, 415).get(dice.nextInt(2));
        // 150 s a call, and half of it ringing and what does not answer.
        int channels = (int) Math.max(2, Math.floor(site.callsPerHour() / 3600 * 110 * 0.8));
        String phone = site.phones().keySet().iterator().next();
        return switch (cause) {
            case ACCOUNT_BARRED ->
                carrier(cause, carrier, p -> {
                    p.accountBarred = true;
                    p.barredCode = barred;
                });
            case CODEC_REFUSED -> carrier(cause, carrier, p -> p.codecCode = codec);
            case ACCOUNT_DECLINED -> carrier(cause, carrier, p -> p.knowsNobody = 603);
            case CHANNELS_SPENT -> carrier(cause, carrier, p -> p.channels = channels);
            case CALLER_BARRED ->
                ofPhone(cause, phone, site, p -> p.barredPhones.add(phone), p -> p.barredPhones.clear());
            case PHONE_CODEC_REFUSED ->
                ofPhone(cause, phone, site, p -> p.codecPhones.add(phone), p -> p.codecPhones.clear());
            default -> throw new IllegalStateException(cause + " is not a matter of contract");
        };
    }

    /** One phone that no carrier serves, and whose owner tries again and again. */
    private static Breakage ofPhone(
            Cause cause, String phone, Site site, Consumer<Parts.Provider> how, Consumer<Parts.Provider> repair) {
        double every = Math.max(90, 3 * 3600 / site.callsPerHour());
        return new Breakage(
                cause,
                "",
                plant -> {
                    plant.providers.values().forEach(how);
                    owner(plant, phone, every);
                },
                plant -> plant.providers.values().forEach(repair));
    }

    private static void owner(Plant plant, String phone, double everySeconds) {
        boolean still = plant.providers.values().stream()
                .anyMatch(p -> p.barredPhones.contains(phone) || p.codecPhones.contains(phone));
        if (still) {
            String prefix = Calls.prefixes().get(plant.dice.nextInt(4));
            plant.calls.dial(prefix, plant.dice.nextInt(600), phone);
            plant.always(plant.exponential(everySeconds), () -> owner(plant, phone, everySeconds));
        }
    }
}
