#pragma once

#include "ui/selection/image_bits.h"
#include "ui/selection/selection_types.h"

#include <QObject>

#include <functional>
#include <memory>
#include <string>
#include <vector>

class QUndoStack;

namespace zscape {

/// What a box, a lasso or a click does to the images that are selected already.
enum class Combine { Replace, Add, Subtract };

/// Images that a person gave a name.
struct NamedSelection {
    QString name;
    QString note;         ///< how they were chosen: "lasso", "label 7"; may be empty
    ImageBitsPtr images;  ///< never null
    /// Names of those that are not among the images at hand, as they are saved; null: there are none.
    std::shared_ptr<const std::vector<std::string>> gone = nullptr;

    bool operator==(const NamedSelection& other) const {
        return name == other.name && note == other.note && gone == other.gone &&
               (images == other.images || *images == *other.images);
    }
};
using NamedSelections = std::vector<NamedSelection>;

/// Of images and a place: all that one click changes, and that Ctrl+Z gives back.
struct Choice {
    int64_t current = -1;  ///< the image with the ring, which keys go on from; below 0: none
    ImageBitsPtr selected = std::make_shared<const ImageBits>();
    std::optional<KeptPoint> kept;
    QString made = {};  ///< how `selected` was chosen; empty: nobody said. The same images are the same choice

    bool operator==(const Choice& other) const {
        return current == other.current && kept == other.kept &&
               (selected == other.selected || *selected == *other.selected);
    }
};

/// What is pointed at and chosen, once: every panel observes it and none keeps a copy. A signal says which part is
/// another one and carries nothing: who hears it looks here, where every part is the new one already.
///
/// What a person does goes through the history that is given: each of the functions under "what a person does" is one
/// command, none where it changes nothing. What follows from training (places move, pictures come) is no command.
class SelectionModel : public QObject {
    Q_OBJECT

public:
    /// Commands of one kind that follow one another within so many milliseconds are one: an arrow held down, a slider
    /// that is dragged.
    static constexpr qint64 kTogether = 1000;
    using Clock = std::function<qint64()>;  ///< milliseconds, never going back

    /// \param history outlives it
    explicit SelectionModel(QUndoStack& history, QObject* parent = nullptr);
    ~SelectionModel() override;
    void setClock(Clock clock) { clock_ = std::move(clock); }

    /// Other images: everything is let go, and the history forgets what was of the ones before.
    void reset(int64_t images);
    int64_t images() const { return choice_.selected->images(); }
    /// Null: codes lie nowhere. It outlives this, or is taken back before.
    void setCodes(const CodeMap* codes) { codes_ = codes; }
    /// Those of a project that was opened, say: no command.
    void setNamed(NamedSelections named);
    /// Codes or axes are others: places move along. What is kept of an image follows that image's code.
    void follow();
    /// Codes are of another model: places without an image have no meaning any more.
    void forgetPlaces();

    // ---- what is chosen; below 0: none ----
    int64_t hovered() const { return hovered_; }
    int64_t current() const { return choice_.current; }
    const ImageBits& selected() const { return *choice_.selected; }
    /// Another number for each other set of selected images.
    uint64_t generation() const { return generation_; }
    /// More than one is selected: the others step back.
    bool isMany() const { return choice_.selected->count() > 1; }
    /// How they were chosen, for people: "lasso"; empty: nobody said.
    const QString& made() const { return choice_.made; }
    /// What a drag that goes on would select, else what is selected; never null.
    const ImageBitsPtr& seen() const { return drawn_ ? drawn_ : choice_.selected; }
    const NamedSelections& named() const { return named_; }
    const std::optional<KeptPoint>& kept() const { return choice_.kept; }
    const std::optional<OutsideImage>& outside() const { return outside_; }
    /// The decode is kept where the picture from outside lies.
    bool keepsOutside() const { return outside_ && choice_.kept && choice_.kept->code == outside_->code; }
    const std::optional<EndPoint>& end(PathEnd end) const { return ends_[indexOf(end)]; }
    const PathEnds& ends() const { return ends_; }

    // ---- what a person does ----
    void setHovered(int64_t image);  ///< no command
    enum class Pace { Single, Running };
    /// The image is the current one and alone selected. Its point is kept where it has a place: `at` is where it is
    /// seen, for who knows no codes. Below 0: nothing is selected.
    void choose(int64_t image, std::optional<QPointF> at = std::nullopt, Pace pace = Pace::Single);
    /// The image joins those that are selected, or leaves them; it becomes the current one.
    void toggle(int64_t image);
    /// A set: the current image stays while it is among them.
    /// \param made as made(); what is combined of two ways has none
    void chooseMany(ImageBits images, Combine how, const QString& made = {});
    /// While a drag draws it: no command, and nothing is selected yet. Null: the drag has ended.
    void draw(ImageBitsPtr images);
    /// All others of the set.
    void invert();
    /// One of those that are selected becomes the current one, and its point is kept: the others stay selected.
    void goTo(int64_t image);
    /// What is selected gets a name, behind those that have one. \pre something is
    void nameSelected(const QString& name, const QString& note);
    /// \pre 0 <= index < named().size(), here and below
    void renameNamed(int index, const QString& name);
    void removeNamed(int index);
    /// By what is selected; its name stays.
    void replaceNamed(int index, const QString& note);
    void chooseNamed(int index, Combine how);
    void keepAt(QPointF place, Pace pace = Pace::Single);
    void keepCode(std::vector<float> code, Pace pace = Pace::Single);
    void letGoOfKept();
    /// Selection and kept point at once.
    void letGoOfAll();
    /// A picture from outside lies on the plane from now on, and the decode is kept there.
    void placeOutside(OutsideImage image);
    void letGoOfOutside();
    /// Selection, else the kept point with the picture from outside that it is kept at, else that: one thing. \return false where nothing is held
    bool letGoOfOne();

    void setEnd(PathEnd end, std::optional<EndPoint> point);
    void swapEnds();
    /// While an end is dragged: no command until commitEnds(). It becomes a place.
    void moveEnd(PathEnd end, QPointF at);
    /// The ends as they were before a drag; as they are now they are one command. `text`: "moving A"
    void commitEnds(const PathEnds& before, const QString& text);
    /// A drag is given up.
    void restoreEnds(const PathEnds& before) { applyEnds(before); }

    // ---- what follows from training ----
    void followOutside(std::vector<float> code);
    void followEnd(PathEnd end, std::vector<float> code);
    void setDecoded(PathEnd end, const Picture& picture);

Q_SIGNALS:
    void hoveredChanged();
    void currentChanged();
    void selectedChanged();
    /// seen() is another one: what is selected, or what a drag draws.
    void seenChanged();
    /// By a person, or by its taking back.
    void namedChanged();
    /// Another place or image is kept, or none.
    void keptChanged();
    /// The same is kept; its place or code moved.
    void keptFollowed();
    void outsideChanged();
    /// The same picture from outside; its code or place is another.
    void outsideFollowed();
    void endChanged(zscape::PathEnd end);
    /// The same end; its place, code or picture is another.
    void endFollowed(zscape::PathEnd end);

private:
    /// One command, none where nothing changes. \param mergeId ChangeValue's
    void change(Choice after, const QString& text, int mergeId);
    void changeSet(ImageBits images, int64_t current, const QString& made);
    void changeNamed(NamedSelections after, const QString& text);
    void applyNamed(const NamedSelections& named);
    void changeEnds(PathEnds after, const QString& text);
    void apply(const Choice& choice);
    void applyEnds(const PathEnds& ends);
    void changeOutside(std::optional<OutsideImage> after, const QString& text);
    void applyOutside(const std::optional<OutsideImage>& image);
    /// With the code that belongs to it, where codes lie somewhere.
    KeptPoint located(KeptPoint kept) const;
    EndPoint located(EndPoint end) const;
    /// \pre codes_, and its code is one of the model
    QPointF placeOf(const EndPoint& end) const;

    QUndoStack& history_;
    const CodeMap* codes_ = nullptr;
    Clock clock_;
    int64_t hovered_ = -1;
    Choice choice_;
    ImageBitsPtr drawn_;  ///< by a drag; null: there is none
    NamedSelections named_;
    uint64_t generation_ = 0;
    std::optional<OutsideImage> outside_;
    PathEnds ends_;
};

}  // namespace zscape
