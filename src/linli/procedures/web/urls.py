from django.urls import path

from linli.procedures.web import diagrams, steps

urlpatterns = [
    path("runs/<uuid:run_id>/diagram.bpmn", diagrams.run_diagram, name="run-diagram"),
    path("steps/<uuid:step_id>", steps.step, name="step"),
    path("steps/<uuid:step_id>/claim", steps.claim, name="step-claim"),
    path("steps/<uuid:step_id>/release", steps.release, name="step-release"),
    path("steps/<uuid:step_id>/mark", steps.mark, name="step-mark"),
    path("steps/<uuid:step_id>/take-back", steps.take_back, name="step-take-back"),
    path("steps/<uuid:step_id>/extend", steps.extend, name="step-extend"),
    path("steps/<uuid:step_id>/reassign", steps.reassign, name="step-reassign"),
]
