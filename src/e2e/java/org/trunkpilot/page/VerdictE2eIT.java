package org.trunkpilot.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rules of the one sentence at the top, each shown to speak when it should, on what the API may say. */
class VerdictE2eIT extends InTheBrowser {
    private static final String STATES = """
            async () => {
              const { siteVerdict } = await import('/js/verdict.js');
              const trunk = (name, more) => ({ pbx: 'hq', name, carrier: name.toUpperCase(), uplink: 'fibre',
                verdict: 'HEALTHY', serviceState: 'IN_SERVICE', findings: [], ...more });
              const blame = (attribution, name, words, confidencePercent = 95) => ({ attribution, name, words, confidencePercent });
              const bad = (verdict, words, whose) => ({ verdict, findings: [{ verdict, words }], blame: whose ?? null });
              const carrierA = blame('CARRIER', 'A', 'A, not us: b of B answers over the same uplink.');
              const route = (more) => ({ pbx: 'hq', name: 'default', emergency: false, staticOrder: ['a', 'b'],
                wantedOrder: ['a', 'b'], actualOrder: ['a', 'b'], inSync: true, why: 'As configured.', frozen: null,
                actualWords: 'As wanted.', ...more });
              const pbx = (more) => ({ name: 'hq', version: 'Asterisk 22', link: { state: 'UP', problem: null },
                state: 'READY', stateReason: 'Settled.', commonCause: null, mode: 'ACTING', alarms: [], ...more });
              const site = (more) => ({ loaded: true, site: { configured: true }, pbxs: [pbx()], decisions: [], orders: [],
                trunks: [trunk('a'), trunk('b')], routes: [route()], ...more });
              const emergency = (...order) => route({ name: 'emergency', emergency: true, staticOrder: order,
                wantedOrder: order, actualOrder: order, why: 'Emergency routes are watched and never steered.' });
              const refused = (by) => `the last 4 calls were refused with ${by}: check credentials, credit, caller ID and codecs`;
              const moved = { wantedOrder: ['b', 'a'], actualOrder: ['b', 'a'] };
              const states = {
                asking: { loaded: false, failure: '' },
                unanswered: { loaded: false, failure: 'Trunkpilot does not answer.' },
                stale: site({ staleSince: Date.now() - 60_000 }),
                empty: site({ site: { configured: false, notice: 'No PBX is configured. Write one.' }, pbxs: [], trunks: [],
                  routes: [] }),
                stalled: site({ pbxs: [pbx({ stalledSince: '2026-03-01T08:00:00Z', link: { state: 'REFUSED', problem: 'No.' } })] }),
                refused: site({ pbxs: [pbx({ link: { state: 'REFUSED', problem: 'The password is wrong.' } })] }),
                starting: site({ pbxs: [pbx({ version: null, link: { state: 'CONNECTING', problem: null } })] }),
                common: site({ pbxs: [pbx({ commonCause: 'All went silent together.' })],
                  trunks: [trunk('a', bad('DOWN', 'silent')), trunk('b', bad('DOWN', 'silent'))] }),
                commonUplink: site({ pbxs: [pbx({ commonCause: 'All went silent together.', alarms: ['All went silent together.'],
                  culprits: [{ ...blame('UPLINK', 'fibre', 'Uplink fibre: its reference host is silent, too.'), trunks: ['a', 'b'] }] })],
                  trunks: [trunk('a', bad('DOWN', 'silent')), trunk('b', bad('DOWN', 'silent'))] }),
                commonEmergency: site({ pbxs: [pbx({ commonCause: 'All went silent together.' })],
                  trunks: [trunk('a', bad('DOWN', 'silent')), trunk('b', bad('DOWN', 'silent'))],
                  routes: [route(), emergency('b', 'a')] }),
                untold: site({ trunks: [trunk('a', bad('DEGRADED', 'loses packets', blame('UNKNOWN', '', 'loses packets', 55))),
                  trunk('b')] }),
                noWayOut: site({ trunks: [trunk('a', bad('DOWN', 'silent')), trunk('b', bad('DOWN', 'refuses'))] }),
                emergencyDead: site({ trunks: [trunk('a', bad('DOWN', 'silent')), trunk('b', bad('DOWN', 'refuses')),
                  trunk('c')], routes: [route({ staticOrder: ['c', 'a', 'b'], wantedOrder: ['c', 'a', 'b'],
                  actualOrder: ['c', 'a', 'b'] }), emergency('b', 'a')] }),
                allDead: site({ trunks: [trunk('a', bad('DOWN', 'silent')), trunk('b', bad('DOWN', 'refuses'))],
                  routes: [route(), emergency('b', 'a')] }),
                emergencyHurt: site({ trunks: [trunk('a'), trunk('b', bad('DOWN', 'no OPTIONS answered'))],
                  routes: [route(), emergency('b', 'a')] }),
                emergencyBad: site({ trunks: [trunk('a'), trunk('b', bad('DEGRADED', 'loses packets'))],
                  routes: [route(), emergency('b', 'a')] }),
                emergencyWell: site({ trunks: [trunk('a'), trunk('b', bad('DOWN', 'no OPTIONS answered'))],
                  routes: [route(), emergency('a', 'b')] }),
                downFirst: site({ trunks: [trunk('a', bad('DOWN', 'no OPTIONS answered', carrierA)), trunk('b')] }),
                downMoved: site({ trunks: [trunk('a', bad('DOWN', 'no OPTIONS answered', carrierA)), trunk('b')],
                  routes: [route(moved)] }),
                noWitness: site({ trunks: [trunk('a', bad('DEGRADED', 'loses packets',
                  blame('CARRIER', 'A', 'A or its path: no other witness on uplink lte.', 55))), trunk('b')],
                  routes: [route(moved)] }),
                uplinkBad: site({ trunks: [trunk('a', bad('DEGRADED', 'loses packets',
                  blame('UPLINK', 'fibre', 'Uplink fibre, not A: it loses packets of others, too.'))), trunk('b')] }),
                houseBad: site({ trunks: [trunk('a', bad('DEGRADED', 'loses packets',
                  blame('LAN_PHONES', '', 'What A misses of us was lost between our phones and the PBX.'))), trunk('b')] }),
                switchDead: site({ pbxs: [pbx({ culprits: [
                  blame('LAN_PHONES', '', 'Four phones vanished together: a switch or its power.', 80)] })] }),
                callee: site({ pbxs: [pbx({ culprits: [blame('CALLEE', '0301', 'One number is not reached.', 80)] })] }),
                watching: site({ pbxs: [pbx({ mode: 'WATCHING' })],
                  trunks: [trunk('a', bad('DEGRADED', 'loses packets')), trunk('b')],
                  routes: [route({ wantedOrder: ['b', 'a'], inSync: false })] }),
                refuses: site({ trunks: [trunk('a', bad('SUSPECT', refused('402 Payment Required'))), trunk('b')] }),
                refusesCodecs: site({ trunks: [trunk('a', bad('SUSPECT', refused('488 Not Acceptable Here'))), trunk('b')] }),
                allRefuse: site({ trunks: [trunk('a', bad('SUSPECT', refused('403 Forbidden'))),
                  trunk('b', bad('SUSPECT', refused('403 Forbidden')))] }),
                storm: site({ pbxs: [pbx({ state: 'STORM', stateReason: 'A storm.' })] }),
                alarm: site({ pbxs: [pbx({ alarms: ['A foreign row.'] })] }),
                frozen: site({ routes: [route({ frozen: 'changed by hand' })] }),
                apart: site({ routes: [route({ inSync: false })] }),
                suspect: site({ trunks: [trunk('a', bad('SUSPECT', 'an OPTIONS unanswered')), trunk('b')] }),
                probation: site({ trunks: [trunk('a', { serviceState: 'PROBATION' }), trunk('b')] }),
                unknown: site({ trunks: [trunk('a', { verdict: 'UNKNOWN' }), trunk('b')] }),
                ordered: site({ orders: [{ order: 'PAUSE', pbx: 'hq', who: 'nadia' }] }),
                well: site(),
              };
              return Object.fromEntries(Object.entries(states).map(([name, state]) => {
                const { tone, headline, fault = '', did = '', todo = '' } = siteVerdict(state);
                return [name, [tone, headline, fault, did, todo].join(' | ')];
              }));
            }""";

    @Test
    void theFirstRuleThatHasSomethingToSaySpeaks() {
        open();

        @SuppressWarnings("unchecked")
        var said = (Map<String, String>) page.evaluate(STATES);

        assertThat(said)
                .hasEntrySatisfying(
                        "stale",
                        words -> assertThat(words).startsWith("bad | Out of date: nothing heard from Trunkpilot since"))
                .contains(
                        entry("asking", "none | Asking Trunkpilot how things are … |  |  | "),
                        entry("empty", "none | No PBX configured. |  |  | Write one."))
                .hasEntrySatisfying(
                        "unanswered",
                        words -> assertThat(words)
                                .startsWith("bad | Trunkpilot does not answer, so this page knows nothing."))
                .hasEntrySatisfying(
                        "stalled",
                        words -> assertThat(words)
                                .startsWith("bad | Trunkpilot has not judged hq since Sun")
                                .contains("restart the service"))
                .hasEntrySatisfying(
                        "refused",
                        words -> assertThat(words)
                                .startsWith(
                                        "bad | Trunkpilot does not hear hq, so nothing is known of its trunks. | The password is"
                                                + " wrong."))
                .hasEntrySatisfying("starting", words -> assertThat(words).startsWith("note | Connecting to hq"))
                .hasEntrySatisfying(
                        "common",
                        words -> assertThat(words)
                                .startsWith("bad | All went silent together. | Not one carrier’s")
                                .contains("The order was left alone"))
                .hasEntrySatisfying(
                        "commonUplink",
                        words -> assertThat(words)
                                .startsWith(
                                        "bad | All went silent together. | Uplink fibre: its reference host is silent, too. |")
                                .endsWith(
                                        "| Look at the router and the line of uplink fibre, and call whoever runs that line."))
                .hasEntrySatisfying(
                        "commonEmergency",
                        words -> assertThat(words)
                                .startsWith(
                                        "bad | No calls get out, emergency calls included. All went silent together. |")
                                .contains(
                                        "| Tell people now to make emergency calls by mobile phone. Look at the router"))
                .hasEntrySatisfying(
                        "untold",
                        words -> assertThat(words)
                                .startsWith(
                                        "bad | a (A) carries calls badly: loses packets. | Likely A’s, or that of uplink fibre"))
                .hasEntrySatisfying(
                        "noWayOut",
                        words -> assertThat(words)
                                .startsWith("bad | No trunk of route default carries calls. | a: silent; b: refuses.")
                                .endsWith("Call A and B now."))
                .hasEntrySatisfying(
                        "emergencyDead",
                        words -> assertThat(words)
                                .startsWith(
                                        "bad | Emergency calls do not get out: no trunk of route emergency carries calls. |"
                                                + " a: silent; b: refuses.")
                                .contains("Tell people now to make emergency calls by mobile phone. Call A and B.")
                                .doesNotContain("Nothing urgent"))
                .hasEntrySatisfying(
                        "allDead",
                        words -> assertThat(words)
                                .startsWith("bad | Emergency calls do not get out: no trunk of route emergency carries"
                                        + " calls, and none of route default."))
                .hasEntrySatisfying(
                        "emergencyHurt",
                        words -> assertThat(words)
                                .startsWith(
                                        "bad | Emergency calls still try b (B) first, and it carries no calls: no OPTIONS"
                                                + " answered.")
                                .contains("each such call goes on to a only once b has failed it.")
                                .endsWith(
                                        "Put a trunk that works first on route emergency, in config/application.yml and on"
                                                + " the PBX (“setup hq --dialplan” prints its dialplan). Call B.")
                                .doesNotContain("Nothing urgent"))
                .hasEntrySatisfying(
                        "emergencyBad",
                        words -> assertThat(words)
                                .startsWith("bad | b (B) carries calls badly: loses packets.")
                                .contains("Emergency calls still try it first. Put a better trunk first on route"
                                        + " emergency")
                                .endsWith("Report it to B."))
                .hasEntrySatisfying(
                        "emergencyWell",
                        words -> assertThat(words)
                                .startsWith("warn | b (B) carries no calls")
                                .endsWith("Nothing urgent: new calls avoid it. Report it to B."))
                .hasEntrySatisfying(
                        "downFirst",
                        words -> assertThat(words)
                                .startsWith(
                                        "bad | a (A) carries no calls: no OPTIONS answered. | A, not us: b of B answers over the"
                                                + " same uplink. | Route default: as configured."))
                .hasEntrySatisfying(
                        "downMoved",
                        words -> assertThat(words)
                                .startsWith("warn | a (A) carries no calls")
                                .contains("Route default tries b first (the PBX has it).")
                                .endsWith("Nothing urgent: new calls avoid it. Report it to A."))
                .hasEntrySatisfying(
                        "noWitness",
                        words -> assertThat(words)
                                .contains("A or its path: no other witness on uplink lte. (55 % sure.)"))
                .hasEntrySatisfying(
                        "uplinkBad",
                        words -> assertThat(words)
                                .contains("Uplink fibre, not A: it loses packets of others, too. |")
                                .contains("Look at the router and the line of uplink fibre"))
                .hasEntrySatisfying(
                        "houseBad",
                        words -> assertThat(words)
                                .contains("What A misses of us was lost between our phones and the PBX. |")
                                .endsWith("Look at the switches, cables and power between the phones and the PBX; no"
                                        + " carrier need be called."))
                .hasEntrySatisfying(
                        "switchDead",
                        words -> assertThat(words)
                                .startsWith("warn | Four phones vanished together: a switch or its power. | Our own"
                                        + " house’s: no carrier’s. (80 % sure.)"))
                .hasEntrySatisfying(
                        "callee",
                        words -> assertThat(words)
                                .startsWith("note | One number is not reached. | Of whom is called")
                                .contains("No order was changed for it"))
                .hasEntrySatisfying(
                        "watching",
                        words -> assertThat(words)
                                .startsWith("bad | a (A) carries calls badly")
                                .contains("would try b first; nothing is written while watching")
                                .endsWith("Change the order on the PBX yourself, or let Trunkpilot act on hq."))
                .hasEntrySatisfying(
                        "refuses",
                        words -> assertThat(words)
                                .startsWith(
                                        "warn | a (A) refuses our calls: the last 4 calls were refused with 402 Payment"
                                                + " Required. | Our account at A, or its settings there.")
                                .contains("Each refused call goes on to the next trunk of its route.")
                                .endsWith("Ask A about the credit of the account, and whether it is blocked."))
                .hasEntrySatisfying(
                        "refusesCodecs",
                        words -> assertThat(words)
                                .contains("A and our PBX agree on no codec.")
                                .endsWith("Ask A which codecs it takes, and allow one of them on a on the PBX."))
                .hasEntrySatisfying(
                        "allRefuse",
                        words -> assertThat(words)
                                .startsWith("bad | a (A) refuses our calls, and so does b: the last 4")
                                .contains("On route default no other trunk takes them.")
                                .contains("Ask A why it refuses calls from a: the account blocked"))
                .hasEntrySatisfying("storm", words -> assertThat(words).startsWith("bad | hq: A storm."))
                .hasEntrySatisfying("alarm", words -> assertThat(words).startsWith("warn | A foreign row."))
                .hasEntrySatisfying(
                        "frozen",
                        words -> assertThat(words)
                                .startsWith("warn | Route default waits for a person: changed by hand."))
                .hasEntrySatisfying(
                        "apart",
                        words -> assertThat(words)
                                .startsWith("note | Route default: the PBX does not have the wanted order yet."))
                .hasEntrySatisfying(
                        "suspect",
                        words -> assertThat(words).startsWith("note | First bad evidence on a: an OPTIONS unanswered."))
                .hasEntrySatisfying(
                        "probation",
                        words -> assertThat(words).startsWith("note | Calls are well; a has its place back, on trial."))
                .hasEntrySatisfying(
                        "unknown",
                        words -> assertThat(words)
                                .startsWith("none | Nothing is known of a: no evidence that is fresh enough."))
                .hasEntrySatisfying(
                        "ordered",
                        words -> assertThat(words)
                                .startsWith("good | All trunks carry calls well; 1 order of a person stands.")
                                .contains("nadia ordered to pause hq."))
                .hasEntrySatisfying(
                        "well",
                        words -> assertThat(words)
                                .startsWith(
                                        "good | All 2 trunks carry calls well, and every route has its own order."));
    }
}
