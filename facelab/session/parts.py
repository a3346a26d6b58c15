"""What a session is made of."""

from __future__ import annotations

from pathlib import Path

from facelab import paths
from facelab.session.animating.animating import Animating
from facelab.session.animating.drift import Drift
from facelab.session.animating.files import TimelineFiles
from facelab.session.animating.kept_timelines import KeptTimelines
from facelab.session.animating.new_keys import NewKeys
from facelab.session.animating.on_show import OnShow
from facelab.session.animating.player import Player
from facelab.session.animating.saved import Saved, SavedAnimation
from facelab.session.carried import CarriedDirections
from facelab.session.character.cells import SheetCells
from facelab.session.character.character import Character
from facelab.session.character.files import SheetFiles
from facelab.session.character.looks import Looks
from facelab.session.character.own_sets import OwnSets
from facelab.session.character.saved import SavedCharacter
from facelab.session.disk import Writer
from facelab.session.dispatch import Dispatch
from facelab.session.exploring.browse import Browse
from facelab.session.exploring.cast_finder import CastFinder
from facelab.session.exploring.saved_cast import SavedCast
from facelab.session.exploring.wishes_files import WishesFiles
from facelab.session.exporting.clips.exporting import ClipExporting
from facelab.session.exporting.exporter import Exporting
from facelab.session.exporting.means import Means
from facelab.session.exporting.preview import ExportPreview
from facelab.session.exporting.sheets import SheetExporting
from facelab.session.exporting.stimuli.exporting import StimuliExporting
from facelab.session.face.editor import FaceEditor
from facelab.session.face.files import FaceFiles
from facelab.session.face.history_keeper import HistoryKeeper
from facelab.session.face.slots import Slots
from facelab.session.face.step_pictures import StepPictures
from facelab.session.identity_networks import IdentityNetworks
from facelab.session.jobs import Jobs
from facelab.session.kept.keep_shown import KeepOnShow
from facelab.session.kept.kept_faces import Keeping
from facelab.session.kept.place import LibraryChoice, library_place
from facelab.session.loaded import LoadedNetwork
from facelab.session.measuring import Measuring
from facelab.session.messages import Telling
from facelab.session.network import Network
from facelab.session.networks import Networks
from facelab.session.opening.files import Opening
from facelab.session.opening.recent import RecentFiles
from facelab.session.other_network import OtherNetwork
from facelab.session.own_directions import OwnDirections
from facelab.session.own_formats import OwnFormats
from facelab.session.rendering.cut_outs import CutOuts
from facelab.session.rendering.loader import LoadRenderer
from facelab.session.rendering.on_canvas import OnScreen
from facelab.session.rendering.pictures import Pictures
from facelab.session.rendering.thumbnails import Thumbnails
from facelab.session.rendering.unedited import BeforeFace
from facelab.session.saying import Saying
from facelab.session.settings_keeper import SettingsKeeper


class Parts:
    """The parts of a session, each made of parts above it.

    None writes what another holds. What a part has to say it emits; `Session` connects what
    others do about it. A new part is a line here, and one there for each signal that it hears.

    Attributes
    ----------
    jobs : Jobs
        What takes long, beside the window.
    face : FaceEditor
        The recipe, undo and redo.
    thumbnails : Thumbnails
    before : BeforeFace
    cut_outs, clip_cut_outs : CutOuts
        The face before another background: of the canvas; of the clip that is about to be
        exported.
    pictures : Pictures
        Faces that are not on the canvas, at full size.
    slots : Slots
        A and B.
    kept : Keeping
    kept_on_show : KeepOnShow
        Whether the face on show is among them.
    browse : Browse
        Many faces at once.
    cast_finder : CastFinder
        A cast that is searched for.
    wishes_files : WishesFiles
        What is wished of one, opened and saved.
    own : OwnDirections
        The user's own directions.
    formats : OwnFormats
        Formats for pictures that the user has made.
    carried : CarriedDirections
        Those that the face on show brought with it.
    measuring : Measuring
        How the w of a new network is spread.
    saying : Saying
        What saved pictures say of themselves.
    exporting : Exporting
        Faces that leave as pictures.
    clips : ClipExporting
        Faces that leave as clips.
    stimuli : StimuliExporting
        Faces that leave as sets for research.
    sheets : SheetExporting
        Sheets of characters that leave.
    export_preview : ExportPreview
        A look at them before.
    animating : Animating
        The timeline.
    player : Player
        Its play head, and its faces on the canvas.
    new_keys : NewKeys
        Faces that become keys.
    on_show : OnShow
        The face that is seen.
    identity_networks : IdentityNetworks
        What measures how far a person changes.
    drift : Drift
        How far the person changes on its way.
    timeline_files : TimelineFiles
        Timelines that are opened and saved.
    kept_timelines : KeptTimelines
    character : Character
        The sheet of a character.
    sheet_cells : SheetCells
        What its cells look like.
    own_sets : OwnSets
        Sets of expressions that the user has saved.
    sheet_files : SheetFiles
        Sheets that are opened and saved.
    opening : Opening
        Files that are opened.
    recent : RecentFiles
    networks : Networks
        Which there are, and going from one to another.
    other_network : OtherNetwork
        The face on show as another network draws it.
    """

    def __init__(
        self,
        dispatch: Dispatch,
        load_renderer: LoadRenderer,
        settings_folder: Path | None,
        library_folder: Path | None,
    ) -> None:
        folder = settings_folder or paths.settings_dir()
        self._telling = telling = Telling()
        tell, tell_error = telling.tell, telling.tell_error
        self._writer = writer = Writer(dispatch)
        self.jobs = jobs = Jobs(dispatch)
        self._loaded = loaded = LoadedNetwork()
        self.face = face = FaceEditor(loaded.sealed)
        self._settings = settings = SettingsKeeper(
            folder, writer, dispatch, face.as_json, telling.tell_unsaved, telling.tell_warning
        )
        self._screen = screen = OnScreen(dispatch, load_renderer, loaded, tell_error)
        self._engine = engine = screen.engine
        self._network = network = Network(screen, settings, jobs, tell_error)
        self._history = history = HistoryKeeper(
            folder, face, writer, screen.fits, tell_error, telling.tell_unsaved
        )
        self.networks = Networks(loaded, network, screen, history, settings, jobs, writer, tell)
        self.other_network = OtherNetwork(loaded, face, engine)
        self._step_pictures = StepPictures(folder, writer)
        self.thumbnails = Thumbnails(engine, self._step_pictures.find)
        self.before = BeforeFace(engine)
        self.cut_outs = CutOuts(dispatch, tell_error, jobs)
        self.pictures = Pictures(engine)
        self.slots = Slots(folder, writer, tell)
        self.saying = saying = Saying(settings, writer, jobs, tell_error)
        place = library_place(library_folder, settings.value)
        self.kept = kept = Keeping(place.folder, writer, tell, dispatch, jobs, lambda: saying.parts)
        self.kept_on_show = KeepOnShow(kept, engine)
        self.browse = browse = Browse(loaded, face, self.pictures, kept, tell_error)
        self.cast_finder = CastFinder(
            loaded, engine, jobs, dispatch, browse, kept, writer,
            SavedCast(folder, writer, tell), tell, tell_error,
        )  # fmt: skip
        self.wishes_files = WishesFiles(writer, tell)
        self._library_choice = LibraryChoice(library_folder, settings, kept, tell)
        self.own = own = OwnDirections(loaded, face, kept, engine, writer, jobs, tell)
        self.formats = OwnFormats(folder, writer, telling.tell_warning)
        self.carried = CarriedDirections(loaded)
        self.measuring = Measuring(loaded, engine, jobs, tell_error)
        self._means = means = Means(engine, jobs, saying, settings, loaded, writer, tell)
        self.exporting = Exporting(means, kept, self.formats)
        self.clips = ClipExporting(means, kept, lambda: self.animating.timeline)
        self.clip_cut_outs = CutOuts(dispatch, tell_error, jobs)
        self.stimuli = StimuliExporting(means, kept, self.formats)
        self.sheets = SheetExporting(means)
        self.export_preview = ExportPreview(dispatch, engine, means.costs)
        self._saved_animation = SavedAnimation(folder, writer, tell)
        self.animating = animating = Animating(loaded, self._save_animation)
        self.player = Player(animating, screen, face, tell_error)
        self.new_keys = NewKeys(animating, self.player, tell)
        self.on_show = on_show = OnShow(face, self.player)
        self._files = FaceFiles(on_show, engine, writer, saying, tell)
        self.identity_networks = networks = IdentityNetworks(jobs, writer, tell_error)
        self.drift = Drift(animating, loaded, engine, networks, tell_error)
        self.timeline_files = TimelineFiles(animating, writer, tell)
        self.kept_timelines = KeptTimelines(
            animating, self.timeline_files, lambda: kept.folder, writer, tell
        )
        self._saved_character = SavedCharacter(folder, writer, tell)
        self.character = character = Character(face, history.open, self._save_character)
        self.sheet_cells = SheetCells(character, loaded, engine, networks, tell_error)
        self.own_sets = OwnSets(folder, writer, telling.tell_warning)
        self.looks = Looks(face, engine, self.own_sets, tell)
        self.sheet_files = SheetFiles(character, self.own_sets, writer, tell)
        self.opening = Opening(loaded, face, kept, own, writer, jobs, history.open, tell)
        self.recent = RecentFiles(settings, writer)

    def _save_animation(self) -> None:
        self._saved_animation.save(Saved(*self.animating.steps, self.player.head))

    def _save_character(self) -> None:
        self._saved_character.save(self.character.held)
