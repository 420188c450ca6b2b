"""What of the lab can be tried without root: python3 -m unittest discover -s asterisk-lab -t asterisk-lab"""
import tempfile, unittest
from pathlib import Path
from tplab import ami, calls, download, faults, instance
from tplab.host import LabError

DEB822 = '''Types: deb
# a comment between the fields
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
 contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb-src
URIs: http://sources.example/debian
Suites: bookworm
Components: main

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main
'''


class AptSources(unittest.TestCase):
    def setUp(self):
        self.root = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (self.root / 'sources.list.d').mkdir()

    def test_deb822_with_comments_and_continued_lines(self):
        (self.root / 'sources.list.d/debian.sources').write_text(DEB822)
        found = list(download.apt_sources(self.root))
        self.assertEqual(['bookworm', 'bookworm-updates'], [s['suite'] for s in found])
        self.assertEqual(['main', 'contrib'], found[0]['components'])
        self.assertEqual('/usr/share/keyrings/debian-archive-keyring.gpg', found[0]['signed-by'])

    def test_one_line_sources(self):
        line = 'deb [arch=amd64 signed-by=/k.gpg] http://m.example/debian/ forky main  # why'
        (self.root / 'sources.list').write_text(f'{line}\n#deb x y z\n')
        self.assertEqual([{'uri': 'http://m.example/debian/', 'suite': 'forky', 'components': ['main'], 'signed-by': '/k.gpg'}],
                         list(download.apt_sources(self.root)))


class Faults(unittest.TestCase):
    def test_words_add_up_and_clear(self):
        on = faults.changed(faults.none(), 'prov-a', ['loss=5', 'pdd=8'])
        on = faults.changed(on, 'prov-a', ['loss=off', 'reject=603'])
        self.assertEqual({'pdd': 8, 'reject': 603}, on['prov-a'])
        self.assertEqual({}, faults.changed(on, 'prov-a', ['clear'])['prov-a'])

    def test_nonsense_is_refused(self):
        for target, word in (('prov-c', 'loss=5'), ('prov-a', 'loss=101'), ('prov-a', 'reject=200'), ('prov-a', 'cut'),
                             ('uplink', 'auth'), ('prov-a', 'loss=x'), ('prov-a', 'oneway=3'), ('ami', 'loss=1')):
            with self.subTest(f'{target} {word}'), self.assertRaises(LabError):
                faults.changed(faults.none(), target, [word])

    def test_loss_of_one_direction_stays_there(self):
        a = faults.link_settings({**faults.none(), 'prov-a': {'loss-in': 10}})['prov-a']
        self.assertEqual((10, 0), (a['in']['loss'], a['out']['loss']))

    def test_a_cut_uplink_cuts_both_providers(self):
        links = faults.link_settings({**faults.none(), 'uplink': {'cut': True}, 'prov-b': {'loss': 5}})
        self.assertEqual({100.0}, {way['loss'] for link in links.values() for way in link.values()})

    def test_independent_losses_multiply(self):
        links = faults.link_settings({**faults.none(), 'uplink': {'loss': 50}, 'prov-b': {'loss': 50}})
        self.assertEqual(75.0, links['prov-b']['out']['loss'])


class Calls(unittest.TestCase):
    def test_a_gap_is_never_overstated(self):
        sound = calls.Sound(0.0)
        for second, packets in enumerate((50, 100, 100, 100, 150), 1):
            sound.counted(packets, 0, float(second))
        self.assertEqual(2.0, sound.gap(5.0))

    def test_silence_at_the_end_counts(self):
        sound = calls.Sound(0.0)
        sound.counted(50, 0, 1.0)
        self.assertEqual(8.0, sound.gap(10.0))


class Parts(unittest.TestCase):
    def test_a_law_of_known_values(self):
        self.assertEqual([0xD5, 0x55, 0xAA, 0x2A], [instance.alaw(s) for s in (0, -1, 4095, -4096)])

    def test_repeated_headers_are_kept(self):
        self.assertEqual({'Event': 'Hangup', 'ChanVariable': 'A=1\nB=2'},
                         ami.parse(b'Event: Hangup\r\nChanVariable: A=1\r\nChanVariable: B=2'))


if __name__ == '__main__':
    unittest.main()
