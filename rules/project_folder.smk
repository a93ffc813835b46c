# The folder of the project, also when it is a module of another workflow, its host. Its code is imported and run from there, whatever folder
# `scripts` the host has.
import os
import shlex
import shutil
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

IS_MAIN = str(workflow.basedir) == os.path.dirname(str(workflow.current_basedir))
"""Whether this workflow was called itself, not as a module of a host."""


def cloned(source):
    """A clone, in the host's folder, of the commit from which Snakemake reads this file. Jobs need the code as files."""
    import git

    repository = source.hosted_repo.repo if hasattr(source, "hosted_repo") else git.Repo(source.repo_path)
    commit = repository.commit(source.ref).hexsha
    folder = Path(".snakemake/descent", commit).absolute()
    if not folder.exists():
        part = folder.with_name(f"{commit}.{os.getpid()}")
        git.Repo.clone_from(repository.git_dir, part, no_checkout=True).git.checkout(commit)
        try:
            part.rename(folder)
        except OSError:  # another call was faster
            shutil.rmtree(part)
    return folder


def place(source):
    """The folder of the project. source: the place from which Snakemake reads this file."""
    if hasattr(source, "ref"):
        return cloned(source)
    if not source.is_local:
        raise WorkflowError(f"snakefile: {source}: must be a file, or one in a repository: github(...), gitlab(...), git+file:")
    return Path(str(source)).parent


def take(path, modules):
    """Import from the folders of `path`, and use `modules` for names that the project and its host share.

    Returns the previous path and modules, without the folders that Snakemake added for this workflow.
    """
    before = [folder for folder in sys.path if folder not in (str(ROOT), str(ROOT / "rules"))]
    theirs = {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] in ("descent", "scripts")}
    sys.path[:] = path
    sys.modules.update(modules)
    return before, theirs


def python(wildcards, threads):
    """The command that starts Python for a job. Under a host it is the Python of this process, with the project on its path.

    Snakemake runs a job again when a parameter changes, except for parameters that take `threads`: the project's folder changes no result.
    """
    settings = f"PYTHONSAFEPATH=1 PYTHONPATH={shlex.quote(str(ROOT))} MATPLOTLIBRC={os.devnull} MPLBACKEND=agg"
    return "python" if IS_MAIN else f"{settings} {shlex.quote(sys.executable)}"


ROOT = place(workflow.current_basedir)
HOST = take([str(ROOT), *sys.path], {})
"""The path and the modules of a host, which `take(*HOST)` gives back."""
