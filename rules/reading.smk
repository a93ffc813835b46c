# Before Snakemake reads config.yaml: a check of it and of the files that override it, so that a mistake is named with its line.
from scripts import config_reading

CONFIGURATION_FILES = [ROOT / "config.yaml", *workflow.overwrite_configfiles] if IS_MAIN else []
FOLDERS = list(dict.fromkeys([Path.cwd(), *(Path(file).resolve().parent for file in reversed(CONFIGURATION_FILES)), ROOT]))
"""Folders that are searched for users' own files: that of the call, then those of the configuration files."""
GIVEN = workflow.config_settings.config_args or []
"""The arguments of --config."""

try:
    for file in CONFIGURATION_FILES:
        config_reading.check_file(file)
except config_reading.ConfigurationError as error:
    raise WorkflowError(str(error))
