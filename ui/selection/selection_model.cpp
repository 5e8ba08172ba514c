#include "ui/selection/selection_model.h"

#include "ui/selection/change_value.h"

#include <QElapsedTimer>
#include <QLocale>
#include <QUndoStack>

#include <utility>

namespace zscape {

namespace {

qint64 millisecondsSinceStart() {
    static const QElapsedTimer timer = [] {
        QElapsedTimer started;
        started.start();
        return started;
    }();
    return timer.elapsed();
}

}  // namespace

SelectionModel::SelectionModel(QUndoStack& history, QObject* parent)
    : QObject(parent),
      history_(history),
      clock_(millisecondsSinceStart) {}

// Its commands call it.
SelectionModel::~SelectionModel() { history_.clear(); }

void SelectionModel::reset(int64_t images) {
    history_.clear();
    setHovered(-1);
    draw(nullptr);
    applyNamed({});
    apply({-1, std::make_shared<const ImageBits>(images), std::nullopt});
    applyOutside(std::nullopt);
    applyEnds({});
}

// ---- the one way in ----

void SelectionModel::change(Choice after, const QString& text, int mergeId) {
    if (after == choice_) return;
    history_.push(new ChangeValue<Choice>(
        text, choice_, std::move(after), [this](const Choice& choice) { apply(choice); }, mergeId, clock_(),
        kTogether));
}

void SelectionModel::apply(const Choice& choice) {
    const bool otherImages = choice.selected->images() != images();
    Choice after = choice;
    // A place that comes back lies where its code lies now.
    if (after.kept) after.kept = located(*after.kept);
    const bool current = after.current != choice_.current;
    const bool selected = otherImages || *after.selected != *choice_.selected;
    const bool kept = after.kept != choice_.kept;
    choice_ = std::move(after);
    if (selected) ++generation_;
    if (selected) Q_EMIT selectedChanged();
    if (selected && !drawn_) Q_EMIT seenChanged();
    if (current) Q_EMIT currentChanged();
    if (kept) Q_EMIT keptChanged();
}

void SelectionModel::changeEnds(PathEnds after, const QString& text) {
    if (after == ends_) return;
    history_.push(
        new ChangeValue<PathEnds>(text, ends_, std::move(after), [this](const PathEnds& ends) { applyEnds(ends); }));
}

void SelectionModel::applyEnds(const PathEnds& ends) {
    PathEnds after = ends;
    for (auto& end : after)
        if (end) end = located(*end);
    bool changed[2];
    for (size_t i = 0; i < 2; ++i) changed[i] = after[i] != ends_[i];
    ends_ = std::move(after);
    for (const PathEnd end : {PathEnd::A, PathEnd::B})
        if (changed[indexOf(end)]) Q_EMIT endChanged(end);
}

void SelectionModel::changeOutside(std::optional<OutsideImage> after, const QString& text) {
    history_.push(new ChangeValue<std::optional<OutsideImage>>(
        text, outside_, std::move(after), [this](const std::optional<OutsideImage>& image) { applyOutside(image); }));
}

void SelectionModel::applyOutside(const std::optional<OutsideImage>& image) {
    if (!image && !outside_) return;
    outside_ = image;
    if (outside_ && codes_ && codes_->fits(outside_->code)) outside_->at = codes_->place(outside_->code);
    Q_EMIT outsideChanged();
}

KeptPoint SelectionModel::located(KeptPoint kept) const {
    if (!codes_) return kept;
    if (auto own = codes_->codeOf(kept.image)) kept.code = std::move(*own);
    else if (!codes_->fits(kept.code)) kept.code = codes_->codeAt(kept.at, codes_->restOf(choice_.current));
    if (const auto mapped = codes_->mappedPlace(kept.image)) kept.at = *mapped;
    else if (codes_->fits(kept.code)) kept.at = codes_->place(kept.code);
    return kept;
}

QPointF SelectionModel::placeOf(const EndPoint& end) const {
    const std::optional<QPointF> mapped = codes_->mappedPlace(end.image);
    return mapped ? *mapped : codes_->place(end.code);
}

EndPoint SelectionModel::located(EndPoint end) const {
    if (!codes_) return end;
    // What has a picture is encoded anew by whoever can.
    if (!codes_->fits(end.code)) end.code = end.picture.empty() ? codes_->codeAt(end.at) : std::vector<float>();
    if (codes_->fits(end.code)) end.at = placeOf(end);
    return end;
}

// ---- what a person does ----

void SelectionModel::setHovered(int64_t image) {
    if (std::exchange(hovered_, image) != image) Q_EMIT hoveredChanged();
}

void SelectionModel::choose(int64_t image, std::optional<QPointF> at, Pace pace) {
    // Of images that were there before, say.
    if (image >= images()) image = -1;
    Choice after{image, nullptr, choice_.kept};
    ImageBits only(images());
    only.insert(image);
    after.selected = std::make_shared<const ImageBits>(std::move(only));
    if (image >= 0 && (at || (codes_ && codes_->codeOf(image))))
        after.kept = located(KeptPoint{image, at.value_or(QPointF()), {}});
    change(std::move(after), image < 0 ? tr("deselecting") : tr("selecting an image"),
           pace == Pace::Running ? kMergeChoice : ChangeValue<Choice>::kNeverMerged);
}

void SelectionModel::toggle(int64_t image) {
    if (image < 0 || image >= images()) return;
    ImageBits after = selected();
    const bool joins = !after.contains(image);
    if (joins) after.insert(image);
    else after.remove(image);
    changeSet(std::move(after), joins ? image : current(), {});
}

void SelectionModel::chooseMany(ImageBits images, Combine how, const QString& made) {
    if (how != Combine::Replace) {
        ImageBits combined = selected();
        if (how == Combine::Add) combined.unite(images);
        else combined.subtract(images);
        images = std::move(combined);
    }
    changeSet(std::move(images), current(), how == Combine::Replace ? made : QString());
}

void SelectionModel::draw(ImageBitsPtr images) {
    if (images == drawn_) return;
    drawn_ = std::move(images);
    Q_EMIT seenChanged();
}

void SelectionModel::invert() {
    ImageBits others = selected();
    others.invert();
    changeSet(std::move(others), current(), made().isEmpty() ? QString() : tr("all but %1").arg(made()));
}

void SelectionModel::goTo(int64_t image) {
    if (!selected().contains(image)) return;
    Choice after = choice_;
    after.current = image;
    if (codes_ && codes_->codeOf(image)) after.kept = located(KeptPoint{image, {}, {}});
    change(std::move(after), tr("going to an image"), kMergeChoice);
}

void SelectionModel::changeSet(ImageBits images, int64_t current, const QString& made) {
    const int64_t count = images.count();
    if (count == 1) current = images.next(0);
    else if (!images.contains(current)) current = -1;
    const QString text = count == 0   ? tr("deselecting")
                         : count == 1 ? tr("selecting an image")
                                      : tr("selecting %1 images").arg(QLocale().toString(count));
    change({current, std::make_shared<const ImageBits>(std::move(images)), choice_.kept, made}, text,
           ChangeValue<Choice>::kNeverMerged);
}

// ---- what has a name ----

void SelectionModel::setNamed(NamedSelections named) { applyNamed(named); }

void SelectionModel::applyNamed(const NamedSelections& named) {
    if (named == named_) return;
    named_ = named;
    Q_EMIT namedChanged();
}

void SelectionModel::changeNamed(NamedSelections after, const QString& text) {
    if (after == named_) return;
    history_.push(new ChangeValue<NamedSelections>(text, named_, std::move(after),
                                                   [this](const NamedSelections& named) { applyNamed(named); }));
}

void SelectionModel::nameSelected(const QString& name, const QString& note) {
    NamedSelections after = named_;
    after.push_back({name, note, choice_.selected});
    changeNamed(std::move(after), tr("naming %1 image(s)", nullptr, static_cast<int>(selected().count()))
                                      .arg(QLocale().toString(selected().count())));
}

void SelectionModel::renameNamed(int index, const QString& name) {
    NamedSelections after = named_;
    after[static_cast<size_t>(index)].name = name;
    changeNamed(std::move(after), tr("renaming a selection"));
}

void SelectionModel::removeNamed(int index) {
    NamedSelections after = named_;
    const QString name = after[static_cast<size_t>(index)].name;
    after.erase(after.begin() + index);
    changeNamed(std::move(after), tr("deleting %1").arg(name));
}

void SelectionModel::replaceNamed(int index, const QString& note) {
    NamedSelections after = named_;
    NamedSelection& replaced = after[static_cast<size_t>(index)];
    // Whoever replaces its images means all of them.
    replaced = {replaced.name, note, choice_.selected};
    changeNamed(std::move(after), tr("replacing %1").arg(replaced.name));
}

void SelectionModel::chooseNamed(int index, Combine how) {
    const NamedSelection& named = named_[static_cast<size_t>(index)];
    chooseMany(*named.images, how, named.name);
}

void SelectionModel::keepAt(QPointF place, Pace pace) {
    Choice after = choice_;
    after.kept = located(KeptPoint{-1, place, {}});
    const bool running = pace == Pace::Running;
    change(std::move(after), running ? tr("moving the kept point") : tr("keeping a place"),
           running ? kMergeKept : ChangeValue<Choice>::kNeverMerged);
}

void SelectionModel::keepCode(std::vector<float> code, Pace pace) {
    Choice after = choice_;
    after.kept = located(KeptPoint{-1, {}, std::move(code)});
    const bool running = pace == Pace::Running;
    change(std::move(after), running ? tr("moving the kept point") : tr("keeping a place"),
           running ? kMergeKept : ChangeValue<Choice>::kNeverMerged);
}

void SelectionModel::letGoOfKept() {
    change({choice_.current, choice_.selected, std::nullopt, choice_.made}, tr("letting go of the kept point"),
           ChangeValue<Choice>::kNeverMerged);
}

void SelectionModel::letGoOfAll() {
    change({-1, std::make_shared<const ImageBits>(images()), std::nullopt}, tr("letting go"),
           ChangeValue<Choice>::kNeverMerged);
}

void SelectionModel::placeOutside(OutsideImage image) {
    const QString text = tr("placing %1").arg(image.name);
    history_.beginMacro(text);
    std::vector<float> code = image.code;
    changeOutside(std::move(image), text);
    keepCode(std::move(code));
    history_.endMacro();
}

void SelectionModel::letGoOfOutside() {
    if (!outside_) return;
    const QString text = tr("letting go of %1").arg(outside_->name);
    history_.beginMacro(text);
    if (keepsOutside()) letGoOfKept();
    changeOutside(std::nullopt, text);
    history_.endMacro();
}

bool SelectionModel::letGoOfOne() {
    if (choice_.current >= 0 || !choice_.selected->empty()) {
        change({-1, std::make_shared<const ImageBits>(images()), choice_.kept}, tr("letting go of the selection"),
               ChangeValue<Choice>::kNeverMerged);
        return true;
    }
    if (choice_.kept && !keepsOutside()) {
        letGoOfKept();
        return true;
    }
    if (!outside_) return false;
    letGoOfOutside();
    return true;
}

// ---- the path ----

void SelectionModel::setEnd(PathEnd end, std::optional<EndPoint> point) {
    PathEnds after = ends_;
    after[indexOf(end)] = point ? std::optional(located(std::move(*point))) : std::nullopt;
    const QString name = end == PathEnd::A ? QStringLiteral("A") : QStringLiteral("B");
    const QString text = after[indexOf(end)] ? tr("setting %1").arg(name) : tr("clearing %1").arg(name);
    changeEnds(std::move(after), text);
}

void SelectionModel::swapEnds() { changeEnds({ends_[1], ends_[0]}, tr("swapping A and B")); }

void SelectionModel::moveEnd(PathEnd end, QPointF at) {
    const auto& moved = ends_[indexOf(end)];
    if (!moved) return;
    PathEnds after = ends_;
    // Its picture stays until the decoder has drawn the next one: no flicker.
    after[indexOf(end)] =
        EndPoint{-1, at, codes_ ? codes_->codeAt(at, moved->code) : moved->code, {}, {}, moved->shown()};
    applyEnds(after);
}

void SelectionModel::commitEnds(const PathEnds& before, const QString& text) {
    if (before == ends_) return;
    history_.push(new ChangeValue<PathEnds>(text, before, ends_, [this](const PathEnds& ends) { applyEnds(ends); }));
}

// ---- what follows from training ----

void SelectionModel::follow() {
    if (!codes_) return;
    if (choice_.kept) {
        KeptPoint now = located(*choice_.kept);
        if (now != *choice_.kept) {
            choice_.kept = std::move(now);
            Q_EMIT keptFollowed();
        }
    }
    if (outside_ && codes_->fits(outside_->code)) {
        const QPointF at = codes_->place(outside_->code);
        if (std::exchange(outside_->at, at) != at) Q_EMIT outsideFollowed();
    }
    for (const PathEnd end : {PathEnd::A, PathEnd::B}) {
        auto& point = ends_[indexOf(end)];
        if (!point || !codes_->fits(point->code)) continue;
        const QPointF at = placeOf(*point);
        if (std::exchange(point->at, at) != at) Q_EMIT endFollowed(end);
    }
}

void SelectionModel::forgetPlaces() {
    apply({choice_.current, choice_.selected, std::nullopt, choice_.made});
    applyOutside(std::nullopt);
    applyEnds({});
}

void SelectionModel::followOutside(std::vector<float> code) {
    if (!outside_ || outside_->code == code || !codes_ || !codes_->fits(code)) return;
    const bool kept = keepsOutside();
    outside_->code = std::move(code);
    outside_->at = codes_->place(outside_->code);
    if (kept) {
        choice_.kept = KeptPoint{-1, outside_->at, outside_->code};
        Q_EMIT keptFollowed();
    }
    Q_EMIT outsideFollowed();
}

void SelectionModel::followEnd(PathEnd end, std::vector<float> code) {
    auto& point = ends_[indexOf(end)];
    if (!point || point->code == code) return;
    point->code = std::move(code);
    if (codes_ && codes_->fits(point->code)) point->at = placeOf(*point);
    Q_EMIT endFollowed(end);
}

void SelectionModel::setDecoded(PathEnd end, const Picture& picture) {
    auto& point = ends_[indexOf(end)];
    if (!point || point->decoded.pixels == picture.pixels) return;
    point->decoded = picture;
    Q_EMIT endFollowed(end);
}

}  // namespace zscape
