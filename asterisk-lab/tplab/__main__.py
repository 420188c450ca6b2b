"""The command line."""
import argparse, json, os, signal, sys, time
from . import calls, download, host, instance, lifecycle, record, status
from .host import LabError

DESCRIPTION = 'One PBX and two providers, real Asterisk 22, behind links that can be made bad. See README.md beside `lab`.'


def main():
    words, command = split(sys.argv[1:])
    options = arguments().parse_args(words)
    options.command = command
    try:
        sys.exit(options.run(options) or 0)
    except LabError as e:
        print(f'lab: {e}', file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:                                    # the reader of our output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


def split(words):
    """What is before `--` is ours, what is behind it is a command to run (`lab record`)."""
    at = words.index('--') if '--' in words else len(words)
    return words[:at], words[at + 1:]


def arguments():
    parser = argparse.ArgumentParser(prog='lab', description=DESCRIPTION)
    commands = parser.add_subparsers(required=True, metavar='COMMAND')

    def command(name, run, help):
        added = commands.add_parser(name, help=help, description=help)
        added.set_defaults(run=run)
        return added

    up = command('up', run_up, 'Bring the lab up; does nothing if it is up.')
    up.add_argument('--fresh', action='store_true', help='take it down first')
    up.add_argument('--shared-uplink', action='store_true', help='both trunks on one uplink (default: an uplink each)')
    up.add_argument('--qualify', metavar='FREQ/TIMEOUT', default='60/3', help='qualify_frequency/qualify_timeout (60/3)')
    up.add_argument('--channelvars', nargs='?', const='TH_ROUTE,TH_TRUNK', default='', metavar='NAMES',
                    help='set channelvars in manager.conf (bare: TH_ROUTE,TH_TRUNK)')
    up.add_argument('--timestamps', action='store_true', help='set timestampevents=yes in manager.conf')
    up.add_argument('--dialplan', metavar='FILE', help='steering dialplan to begin with')
    command('down', lambda o: lifecycle.down(), 'Take everything down; leaves nothing but the downloaded Asterisk.')
    command('fetch', run_fetch, 'Only install and download what `up` needs.')
    st = command('status', run_status, 'What runs, what is registered, which faults are on.')
    st.add_argument('--json', action='store_true')
    fault = command('fault', run_fault, 'Break or mend something, live: fault prov-a loss=5 pdd=8, fault uplink cut, fault all clear.')
    fault.add_argument('target', help='prov-a, prov-b, uplink, ami, all')
    fault.add_argument('what', nargs='*', help='NAME, NAME=VALUE, NAME=off, clear')
    fault.add_argument('--for', dest='seconds', type=float, metavar='SECONDS', help='clear the target after so long')
    calls.add_arguments(command('call', calls.run, 'Place calls and report each as a line of JSON.'))
    for what, help in (('start', 'Start'), ('stop', 'Stop'), ('restart', 'Stop and start'), ('kill', 'kill -9')):
        change = command(what, lambda o, what=what: lifecycle.change(what, o.name), f'{help} an Asterisk.')
        change.add_argument('name', nargs='+', choices=instance.INSTANCES)
    reset = command('reset', lambda o: lifecycle.reset(o.rows), 'Clear all faults, end all calls, wait until both trunks are well.')
    reset.add_argument('--rows', action='store_true', help="delete Trunkpilot's rows in AstDB, too")
    command('reload', run_reload, '`core reload` in the PBX.')
    dialplan = command('dialplan', run_dialplan, 'Install a steering dialplan in the PBX (contexts trunkpilot-ROUTE) and reload.')
    dialplan.add_argument('file', help='a file, - for standard input, `default` (without the product), `none`')
    cli = command('cli', run_cli, 'A command of an Asterisk CLI; without one, the CLI itself.')
    cli.add_argument('name', choices=instance.INSTANCES)
    cli.add_argument('words', nargs=argparse.REMAINDER)
    record.add_arguments(command(
        'record', record.run, 'record NAME -- COMMAND …: what the AMI sends while COMMAND runs, into NAME.ami and NAME.idx.jsonl.'))
    return parser


def run_up(options):
    qualify = options.qualify.split('/')
    if len(qualify) != 2 or not all(q.replace('.', '', 1).isdigit() for q in qualify):
        raise LabError('--qualify takes FREQUENCY/TIMEOUT in seconds, as 2/1')
    if options.fresh:
        lifecycle.down()
    lifecycle.up({'shared_uplink': options.shared_uplink, 'qualify': options.qualify, 'channelvars': options.channelvars,
                  'timestamps': options.timestamps, 'dialplan': options.dialplan and os.path.abspath(options.dialplan)})


def run_fetch(_):
    host.must_be_root()
    with host.only_one():
        host.install_programs()
        download.asterisk()


def run_status(options):
    found = status.status()
    print(json.dumps(found, indent=1) if options.json else '\n'.join(status.as_text(found)))
    return 0 if found['up'] else 1


def run_fault(options):
    say_fault(options.target, options.what)
    if options.seconds is not None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        try:
            time.sleep(options.seconds)
        finally:
            say_fault(options.target, ['clear'])


def say_fault(target, words):
    began = time.monotonic()
    on = lifecycle.fault(target, words)
    print(json.dumps({'at': round(time.time(), 3), 'said': f"{target} {' '.join(words)}".strip(),
                      'seconds': round(time.monotonic() - began, 3), 'faults': {t: f for t, f in on.items() if f}}), flush=True)


def run_reload(_):
    lifecycle.need_up()
    return cli('pbx', 'core reload')


def run_dialplan(options):
    with host.only_one():
        lifecycle.need_up()
        sources = {'default': instance.DEFAULT_DIALPLAN, 'none': os.devnull, '-': '/dev/stdin'}
        before = instance.dialplan()
        instance.install_dialplan(sources.get(options.file, options.file))
        missing = [] if options.file == 'none' else lifecycle.reload_dialplan()
        if missing:
            instance.install_dialplan(text=before)
        if missing or options.file == 'none':
            lifecycle.reload_dialplan()
        if missing:
            raise LabError(f"{options.file} has no context {', '.join(missing)}: the dialplan stays as it was")


def run_cli(options):
    lifecycle.need_up()
    return cli(options.name, ' '.join(options.words))


def cli(name, text):
    sys.stdout.flush()
    command = [str(word) for word in instance.program(name)] + (['-rx', text] if text else ['-r'])
    return os.spawnv(os.P_WAIT, command[0], command)


if __name__ == '__main__':
    main()
