#include "engine/session/session.h"

#include "engine/session/session_implementation.h"

namespace zscape {

Session::Session(Options options) : impl_(std::make_unique<Implementation>(std::move(options))) {}
Session::~Session() = default;

void Session::prepare() { impl_->loop.prepare(); }

CommandId Session::load(ImportRequest request) { return impl_->loop.submit(command::Load{std::move(request)}); }
CommandId Session::open(std::filesystem::path project) {
    OpenRequest request;
    request.project = std::move(project);
    return open(std::move(request));
}
CommandId Session::open(OpenRequest request) { return impl_->loop.submit(command::Open{std::move(request)}); }
CommandId Session::configure(RunConfig config) { return impl_->loop.submit(command::Configure{std::move(config)}); }
CommandId Session::train(int64_t epochs, int64_t steps) { return impl_->loop.submit(command::Train{epochs, steps}); }
CommandId Session::pause() { return impl_->loop.submit(command::Pause{}); }
CommandId Session::resume() { return impl_->loop.submit(command::Resume{}); }
CommandId Session::stop() { return impl_->loop.submit(command::Stop{}); }
CommandId Session::adjust(std::string key, double value) {
    return impl_->loop.submit(command::Adjust{std::move(key), value});
}
CommandId Session::save(std::filesystem::path project) { return impl_->loop.submit(command::Save{std::move(project)}); }
CommandId Session::branch(RunConfig config) { return impl_->loop.submit(command::Branch{std::move(config)}); }
CommandId Session::nameImages(std::shared_ptr<const NamedImages> selections) {
    return impl_->loop.submit(command::Name{std::move(selections)});
}
CommandId Session::clear() { return impl_->loop.submit(command::Clear{}); }

void Session::forgetUnsaved() { impl_->shared.unsavedForgotten.store(true); }

std::vector<Event> Session::takeEvents() { return impl_->shared.events.takeAll(); }
RunState Session::state() const { return impl_->loop.state(); }
std::shared_ptr<const RunInfo> Session::info() const {
    const auto shown = impl_->shared.shown.get();
    return shown ? shown->info : impl_->shared.info.get();
}
std::shared_ptr<const ImageSet> Session::images() const { return impl_->shared.images.get(); }
std::shared_ptr<const Split> Session::split() const { return impl_->shared.split.get(); }
std::shared_ptr<const ImportSettings> Session::importSettings() const { return impl_->shared.importSettings.get(); }
std::shared_ptr<const NamedImages> Session::namedImages() const { return impl_->shared.named.get(); }
std::shared_ptr<const RunMetrics> Session::metrics() const {
    const auto shown = impl_->shared.shown.get();
    return shown ? shown->metrics : impl_->shared.metrics.get();
}
std::shared_ptr<const LoadPreview> Session::preview() const { return impl_->shared.preview.get(); }
std::shared_ptr<const CodesSnapshot> Session::codes() const { return impl_->shared.codesShown(); }

std::shared_ptr<const DiagnosticsSnapshot> Session::diagnostics() const {
    return impl_->shared.shown.get() ? nullptr : impl_->shared.diagnostics.get();
}

std::vector<Mark> Session::marks() const {
    const auto shown = impl_->shared.shown.get();
    const auto marks = shown ? shown->marks : impl_->shared.marks.get();
    return marks ? *marks : std::vector<Mark>();
}

std::optional<JobStatus> Session::loadProgress() const {
    const auto progress = impl_->shared.loadProgress.get();
    return progress ? std::optional(*progress) : std::nullopt;
}

std::shared_ptr<const ReconstructionsSnapshot> Session::reconstructions() const {
    // Whoever reads wants to see the next ones too; the first reader wakes a thread that is at rest.
    if (!impl_->shared.reconstructionsLookedAt.exchange(true)) impl_->loop.poke();
    const auto shown = impl_->shared.shown.get();
    return shown ? shown->reconstructions : impl_->shared.reconstructions.get();
}

void Session::measureSide(Side side) {
    impl_->shared.sideAsked.put(std::make_shared<Side>(side));
    impl_->loop.poke();
}

std::shared_ptr<const SideMeasure> Session::sideMeasured() const { return impl_->shared.sideMeasured.get(); }

void Session::followReconstructions(std::vector<int64_t> indices) {
    constexpr size_t kMost = ReconstructionsSnapshot::kMostFollowed;
    if (indices.size() > kMost) {
        impl_->shared.events.push(event::Warning{{"followed.many",
                                                  "%1 images are too many to follow at each step: the first %2 are.",
                                                  {std::to_string(indices.size()), std::to_string(kMost)}}});
        indices.resize(kMost);
    }
    impl_->shared.followed.put(std::make_shared<std::vector<int64_t>>(std::move(indices)));
    impl_->loop.poke();
}

void Session::swapLabels(bool wanted) {
    if (impl_->shared.labelsSwapped.exchange(wanted) != wanted) impl_->loop.poke();
}

void Session::drawReconstructions(uint64_t draw) {
    if (impl_->shared.draw.exchange(draw) != draw) impl_->loop.poke();
}

void Session::wantCodes(bool wanted) {
    if (impl_->shared.codesWanted.exchange(wanted) != wanted) impl_->loop.poke();
}

std::shared_ptr<const PlaneBasis> Session::principalPlane() {
    return impl_->plane.ask(codes(), std::chrono::steady_clock::now());
}

void Session::layOut(LayoutRequest request) { impl_->layouts.layOut(std::move(request)); }
void Session::restartLayout() { impl_->layouts.restart(); }
void Session::leaveLayout() { impl_->layouts.leave(); }
void Session::pauseLayout(bool paused) { impl_->layouts.pause(paused); }
void Session::extendLayout(int64_t iterations) { impl_->layouts.extend(iterations); }
void Session::followWithLayout(bool wanted) { impl_->layouts.follow(wanted); }
std::shared_ptr<const LayoutSnapshot> Session::layout() const { return impl_->layouts.layout(); }
uint64_t Session::placeOnLayout(std::vector<std::vector<float>> codes) {
    return impl_->layouts.place(std::move(codes));
}
std::shared_ptr<const PlacedCodes> Session::placed() const { return impl_->layouts.placed(); }

uint64_t Session::decode(Lane lane, DecodeRequest request) { return impl_->service.decode(lane, std::move(request)); }
void Session::showLabel(int64_t label) { impl_->service.showLabel(label); }
uint64_t Session::encode(Lane lane, EncodeRequest request) { return impl_->service.encode(lane, std::move(request)); }
uint64_t Session::probe(Lane lane, ProbeRequest request) { return impl_->service.probe(lane, std::move(request)); }
uint64_t Session::walk(Lane lane, std::vector<float> a, std::vector<float> b, int steps, PathKind kind) {
    // Ends of different lengths are answered by the service as any code that the model cannot take.
    if (a.size() != b.size() || a.empty()) return impl_->service.decode(lane, {{std::move(a), std::move(b)}});
    return impl_->service.decode(lane, {pathBetween(a, b, steps, kind)});
}
std::shared_ptr<const ServiceAnswer> Session::answer(Lane lane) const { return impl_->service.answer(lane); }
std::shared_ptr<const ServiceAnswer> Session::fileAnswer(uint64_t ticket) const {
    return impl_->service.fileAnswer(ticket);
}
std::pair<double, double> Session::pointerLatency() const { return impl_->service.pointerLatency(); }

}  // namespace zscape
