"""The report of one run."""

from strata_post.report import computation, construction, heat_flows, in_time, overview, page, records, resistances
from strata_post.report import stress, temperatures, texts
from strata_post.report.markup import code, join, tag

SECTIONS = (overview.compose, in_time.compose, construction.stack_up_section, construction.power_section, temperatures.maps_section,
            temperatures.sections_section, temperatures.layers_section, temperatures.junctions_section,
            resistances.compose, heat_flows.compose, stress.warpage_section, stress.stress_section,
            stress.interfaces_section, computation.mesh_section, computation.solver_section, in_time.steps_section, stress.solver_section,
            records.notes_section, records.materials_section, records.deck_section, records.provenance_section)


def byline(run):
    """When and with what the run was made."""
    return tag("p", join([f"Run of {texts.moment(run.record['finished'])}", f"Strata {run.record['strata_version']}",
                          code(run.name)], " · "), class_="byline")


def compose(run):
    """The page as text."""
    footer = f"Made by Strata {run.record['strata_version']} from {run.name}. Temperatures in °C, lengths in mm and µm."
    return page.compose(run.title, byline(run), [make(run) for make in SECTIONS], footer)
