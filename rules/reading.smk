# What comes before Snakemake reads config.yaml: a look at it and at what is laid over it, so that a mistake is named with its line.
from scripts import config_reading

CONFIGURATION_FILES = [ROOT / "config.yaml", *workflow.overwrite_configfiles] if IS_MAIN else []
FOLDERS = list(dict.fromkeys([Path.cwd(), *(Path(file).resolve().parent for file in reversed(CONFIGURATION_FILES)), ROOT]))
"""Where files of one's own are looked for: in the folder of the call, then beside the files of the configuration."""
GIVEN = workflow.config_settings.config_args or []
"""What --config has on the command line."""

try:
    for file in CONFIGURATION_FILES:
        config_reading.check_file(file)
except config_reading.ConfigurationError as error:
    raise WorkflowError(str(error))
