"""A real Slurm of one node on the loopback interface, for tests: controller, node daemon and munge, all with files of
their own in one folder. Needs root and Debian's slurmctld, slurmd, slurm-client, slurm-wlm-basic-plugins,
slurm-wlm-plugins and munge; neither systemd nor control groups. By hand: `local_slurm.py start FOLDER`, then what it
prints; `local_slurm.py stop FOLDER`.
"""

import os
import pathlib
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "scontrol", "squeue", "sinfo")

# More CPUs than the machine has (config_overrides), processes tracked by /proc, memory limits by sampling. Debian's
# OpenMPI speaks PMIx only.
CONFIGURATION = """\
ClusterName=local
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={node_port}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket={folder}/munge/socket
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobCompType=jobcomp/none
AccountingStorageType=accounting_storage/none
MpiDefault=pmix
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=5,sched_min_interval=500000,batch_sched_delay=0
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
SlurmdParameters=config_overrides
JobRequeue=1
KillWait=10
MinJobAge=3600
ReturnToService=2
NodeName={host} NodeAddr=127.0.0.1 CPUs=8 RealMemory=16000 State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP OverTimeLimit=0
"""


def why_not():
    """Why there can be no Slurm here; empty where there can."""
    if os.geteuid() != 0:
        return "Slurm's daemons need root"
    missing = [name for name in PROGRAMS if not shutil.which(name, path=search_path())]
    return f"not installed: {', '.join(missing)}" if missing else ""


def search_path():
    return os.environ["PATH"] + ":/usr/sbin:/sbin"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class LocalSlurm:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.host = socket.gethostname().split(".")[0]
        self.configuration = self.folder / "slurm.conf"
        self.environment = {**os.environ, "PATH": search_path(), "SLURM_CONF": str(self.configuration)}

    def call(self, *words, **options):
        return subprocess.run(list(map(str, words)), env=self.environment, capture_output=True, text=True, timeout=60,
                              check=False, **options)

    def start(self):
        """Starts the daemons and waits for an idle node; raises RuntimeError where none appears."""
        for name in ("state", "spool", "munge"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        # munge insists that nobody else could have put its socket there.
        for path in (self.folder, self.folder / "munge"):
            path.chmod(0o755)
        self.configuration.write_text(CONFIGURATION.format(folder=self.folder, host=self.host,
                                                           controller_port=free_port(), node_port=free_port()))
        munge = self.folder / "munge"
        key = munge / "key"
        key.touch(mode=0o600)
        key.write_bytes(secrets.token_bytes(128))
        for words in (["munged", "--force", "--num-threads=2", f"--key-file={key}", f"--socket={munge}/socket",
                       f"--pid-file={self.folder}/munged.pid", f"--log-file={munge}/log", f"--seed-file={munge}/seed"],
                      ["slurmctld", "-i", "-f", self.configuration],
                      ["slurmd", "-f", self.configuration, "-N", self.host]):
            done = self.call(*words)
            if done.returncode != 0:
                self.stop()
                raise RuntimeError(f"{words[0]}: {done.stderr.strip()[-300:]}")
        self.wait(lambda: self.call("sinfo", "-h", "-o", "%T").stdout.strip() == "idle", "an idle node", 30)

    def wait(self, condition, what, seconds):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise RuntimeError(f"no {what} within {seconds} s")
            time.sleep(0.2)

    def stop(self):
        self.call("scancel", "-u", "root")
        for name in ("slurmd", "slurmctld", "munged"):
            end_process(self.folder / f"{name}.pid")

    def submit(self, *words, **options):
        """Number of a job, handed to sbatch with these words."""
        done = self.call("sbatch", "--parsable", *words, **options)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()

    def job(self, number):
        """What scontrol knows about a job, by name."""
        text = self.call("scontrol", "-o", "show", "job", number).stdout
        return dict(word.split("=", 1) for word in text.split() if "=" in word)

    def start_now(self, number):
        """A job that was queued again waits two minutes; tests do not."""
        self.call("scontrol", "update", f"jobid={number}", "starttime=now")

    def wait_for_end(self, number, seconds=600):
        """The exit code of a job's script, once it is over and not queued again."""
        end = time.monotonic() + seconds
        while True:
            job = self.job(number)
            if job.get("JobState") == "PENDING":
                self.start_now(number)
            elif job.get("JobState") not in ("RUNNING", "COMPLETING", "CONFIGURING", "REQUEUED"):
                # A job on its way back into the queue looks ended for a moment.
                time.sleep(3.0)
                if self.job(number).get("JobState") == job.get("JobState"):
                    return int(job["ExitCode"].split(":")[0])
            if time.monotonic() > end:
                raise RuntimeError(f"job {number} did not end: {job}")
            time.sleep(0.3)


def end_process(pid_file):
    """Ends the process whose number is in the file, and waits for it."""
    try:
        number = int(pid_file.read_text())
    except (OSError, ValueError):
        return
    for request, patience in ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0)):
        end = time.monotonic() + patience
        try:
            os.kill(number, request)
            while time.monotonic() < end:
                os.kill(number, 0)
                time.sleep(0.1)
        except ProcessLookupError:
            return


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("start", "stop"):
        sys.exit(__doc__)
    slurm = LocalSlurm(sys.argv[2])
    if sys.argv[1] == "stop":
        slurm.stop()
    elif why_not():
        sys.exit(why_not())
    else:
        slurm.start()
        print(f"export SLURM_CONF={slurm.configuration}")
