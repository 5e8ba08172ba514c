// The gestures of the plane as a state machine: every phase with every event, for every tool.
#include "ui/plane/plane_tools.h"

#include "tests/ui/plane/fake_images.h"
#include "tests/ui/selection/plain_codes.h"
#include "ui/plane/plane_layers.h"
#include "ui/plane/plane_points.h"
#include "ui/plane/plane_surface.h"
#include "ui/plane/plane_view.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

using Phase = PlaneTools::Phase;
using Ended = PlaneTools::Ended;

/// A plane of 400 x 300 pixels, 50 for a unit, its middle at (200, 150), with images at (-1, 0) and (1, 0), A and B at
/// (-2, 2) and (2, 2), the path between them, and the first image chosen.
class Surface final : public PlaneSurface {
public:
    Surface() {
        view.setPlotArea({0, 0, 400, 300});
        view.set({0, 0}, 50);
        points.setImages(std::make_shared<FakeImages>(2), nullptr);
        points.setCodes(codesOf({-1, 0, 1, 0}), plainBasis());
        selection.model.reset(2);
        selection.model.setEnd(PathEnd::A, endAt({-2, 2}));
        selection.model.setEnd(PathEnd::B, endAt({2, 2}));
        selection.model.choose(0);
        selection.history.clear();
        overlay.ends[0] = PlaneOverlay::End{{-2, 2}, {}};
        overlay.ends[1] = PlaneOverlay::End{{2, 2}, {}};
        overlay.stops = {{-2, 2}, {0, 2}, {2, 2}};
        overlay.selected = QPointF(-1, 0);
    }
    const PlaneView& seenView() const override { return view; }
    const PlaneOverlay& marks() const override { return overlay; }
    PlanePoints& cloudPoints() override { return points; }
    SelectionModel& chosen() override { return selection.model; }
    void look(const PlaneView& moved) override { view = moved; }
    void pointAt(std::optional<QPointF>) override {}
    void hover(int64_t) override {}
    void outline(std::vector<QPointF> corners, const QString& note) override {
        overlay.outline = std::move(corners);
        overlay.outlineNote = note;
    }
    void dragOut(int64_t image) override { draggedOut.push_back(image); }

    QPointF at(double x, double y) const { return view.toScreen({x, y}); }

    PlaneView view;
    PlaneOverlay overlay;
    PlanePoints points;
    Chosen selection;
    std::vector<int64_t> draggedOut;
};

enum class Event {
    PressLeft,
    PressMiddle,
    PressRight,
    MoveLittle,
    MoveFar,
    ReleaseLeft,
    ReleaseMiddle,
    ReleaseRight,
    Cancel
};
constexpr Event kEvents[] = {Event::PressLeft,     Event::PressMiddle,  Event::PressRight,
                             Event::MoveLittle,    Event::MoveFar,      Event::ReleaseLeft,
                             Event::ReleaseMiddle, Event::ReleaseRight, Event::Cancel};

/// One gesture with the left button: which tool it takes up, and from where.
struct Gesture {
    const char* name;
    PlaneToolKind tool;
    QPointF from;  // plane coordinates
    Qt::KeyboardModifiers modifiers;
};

const Gesture kGestures[] = {
    {"pan", PlaneToolKind::Pan, {0, -1}, Qt::NoModifier},
    {"box", PlaneToolKind::Box, {0, -1}, Qt::NoModifier},
    {"lasso", PlaneToolKind::Lasso, {0, -1}, Qt::NoModifier},
    {"box by Shift", PlaneToolKind::Pan, {0, -1}, Qt::ShiftModifier},
    {"lasso by Shift and Ctrl", PlaneToolKind::Pan, {0, -1}, Qt::ShiftModifier | Qt::ControlModifier},
    {"end A", PlaneToolKind::Pan, {-2, 2}, Qt::NoModifier},
    {"end B with the lasso", PlaneToolKind::Lasso, {2, 2}, Qt::NoModifier},
    {"path", PlaneToolKind::Pan, {1, 2}, Qt::NoModifier},
    {"image", PlaneToolKind::Pan, {-1, 0}, Qt::NoModifier},
};

class Trial {
public:
    explicit Trial(const Gesture& gesture) : gesture_(gesture), from_(surface.view.toScreen(gesture.from)) {
        tools.choose(gesture.tool);
    }
    void send(Event event) {
        ended = Ended::Nothing;
        cancelled = false;
        switch (event) {
            case Event::PressLeft: taken = tools.press(from_, Qt::LeftButton, gesture_.modifiers); return;
            case Event::PressMiddle: taken = tools.press(from_, Qt::MiddleButton, gesture_.modifiers); return;
            case Event::PressRight: taken = tools.press(from_, Qt::RightButton, gesture_.modifiers); return;
            case Event::MoveLittle: tools.move(from_ + QPointF(2, 0)); return;
            case Event::MoveFar: tools.move(from_ + QPointF(20, -15)); return;
            case Event::ReleaseLeft: ended = tools.release(from_ + QPointF(20, -15), Qt::LeftButton, {}); return;
            case Event::ReleaseMiddle: ended = tools.release(from_ + QPointF(20, -15), Qt::MiddleButton, {}); return;
            case Event::ReleaseRight: ended = tools.release(from_ + QPointF(20, -15), Qt::RightButton, {}); return;
            case Event::Cancel: cancelled = tools.cancel(); return;
        }
    }
    void reach(Phase phase) {
        if (phase != Phase::Rest) send(Event::PressLeft);
        if (phase == Phase::Dragging) send(Event::MoveFar);
    }
    Surface surface;
    PlaneTools tools{surface};
    bool taken = true, cancelled = false;
    Ended ended = Ended::Nothing;

private:
    Gesture gesture_;
    QPointF from_;
};

Phase after(Phase phase, Event event, bool image) {
    switch (phase) {
        case Phase::Rest:
            return event == Event::PressLeft || event == Event::PressMiddle ? Phase::Pressed : Phase::Rest;
        case Phase::Pressed:
            if (event == Event::MoveFar) return image ? Phase::Rest : Phase::Dragging;
            return event == Event::ReleaseLeft || event == Event::Cancel ? Phase::Rest : Phase::Pressed;
        case Phase::Dragging:
            return event == Event::ReleaseLeft || event == Event::Cancel ? Phase::Rest : Phase::Dragging;
    }
    return Phase::Rest;
}

TEST(PlaneTools, EveryPhaseAnswersEveryEventWithEveryTool) {
    int pairs = 0;
    for (const Gesture& gesture : kGestures) {
        const bool image = gesture.from == QPointF(-1, 0);
        for (const Phase phase : {Phase::Rest, Phase::Pressed, Phase::Dragging}) {
            // The drag of an image has a loop of its own: it is over when the tools hear again.
            if (image && phase == Phase::Dragging) continue;
            for (const Event event : kEvents) {
                ++pairs;
                Trial trial(gesture);
                trial.reach(phase);
                ASSERT_EQ(trial.tools.phase(), phase) << gesture.name;
                trial.send(event);
                const auto where = testing::Message() << gesture.name << ", phase " << static_cast<int>(phase)
                                                      << ", event " << static_cast<int>(event);
                EXPECT_EQ(trial.tools.phase(), after(phase, event, image)) << where;
                EXPECT_EQ(trial.taken, !(phase == Phase::Rest && event == Event::PressRight)) << where;
                EXPECT_EQ(trial.cancelled, phase == Phase::Dragging && event == Event::Cancel) << where;
                const Ended ended = event != Event::ReleaseLeft ? Ended::Nothing
                                    : phase == Phase::Pressed   ? Ended::Click
                                    : phase == Phase::Dragging  ? Ended::Drag
                                                                : Ended::Nothing;
                EXPECT_EQ(trial.ended, ended) << where;
                // Only a gesture that is finished is a command, and none leaves its line behind.
                EXPECT_TRUE(ended == Ended::Drag || trial.surface.selection.history.count() == 0) << where;
                EXPECT_TRUE(trial.tools.isDragging() || trial.surface.overlay.outline.empty()) << where;
                // Whatever happened, a whole gesture works after it.
                trial.tools.cancel();
                trial.surface.selection.model.choose(0);
                trial.send(Event::PressLeft);
                trial.send(Event::MoveFar);
                EXPECT_EQ(trial.tools.isDragging(), !image) << where;
            }
        }
    }
    EXPECT_EQ(pairs, 9 * 3 * 9 - 9);
}

TEST(PlaneTools, EachGestureDoesWhatItSaysOnceItIsFinished) {
    for (const Gesture& gesture : kGestures) {
        Trial trial(gesture);
        Surface& surface = trial.surface;
        const PlaneView before = surface.view;
        for (const Event event : {Event::PressLeft, Event::MoveFar, Event::ReleaseLeft}) trial.send(event);
        const std::string name = gesture.name;
        EXPECT_EQ(surface.view != before, name == "pan") << name;
        EXPECT_EQ(surface.draggedOut.size(), name == "image" ? 1U : 0U) << name;
        const bool region = name.find("box") == 0 || name.find("lasso") == 0;
        EXPECT_EQ(surface.selection.model.current() < 0, region) << name << ": nothing lay there";
        const QPointF a = surface.selection.model.end(PathEnd::A)->at, b = surface.selection.model.end(PathEnd::B)->at;
        EXPECT_EQ(a != QPointF(-2, 2), name == "end A" || name == "path") << name;
        EXPECT_EQ(b != QPointF(2, 2), name == "end B with the lasso" || name == "path") << name;
    }
}

TEST(PlaneTools, ADragThatIsGivenUpLeavesEverythingButTheView) {
    for (const Gesture& gesture : kGestures) {
        Trial trial(gesture);
        trial.reach(Phase::Dragging);
        trial.send(Event::Cancel);
        SelectionModel& model = trial.surface.selection.model;
        EXPECT_EQ(model.current(), 0) << gesture.name;
        EXPECT_EQ(model.end(PathEnd::A)->at, QPointF(-2, 2)) << gesture.name;
        EXPECT_EQ(model.end(PathEnd::B)->at, QPointF(2, 2)) << gesture.name;
        EXPECT_FALSE(trial.surface.selection.history.canUndo()) << gesture.name;
    }
}

TEST(PlaneTools, TheMiddleButtonPansWithEveryTool) {
    for (const PlaneToolKind kind : {PlaneToolKind::Pan, PlaneToolKind::Box, PlaneToolKind::Lasso}) {
        Surface surface;
        PlaneTools tools(surface);
        tools.choose(kind);
        tools.press(surface.at(-2, 2), Qt::MiddleButton, Qt::ShiftModifier);
        tools.move({100, 100});
        EXPECT_EQ(tools.release({100, 100}, Qt::MiddleButton, {}), Ended::Drag);
        EXPECT_NE(surface.view.centre(), QPointF(0, 0));
        EXPECT_EQ(surface.selection.model.current(), 0);
    }
}

TEST(PlaneTools, AMiddleClickIsNothing) {
    Surface surface;
    PlaneTools tools(surface);
    tools.press(surface.at(1, 0), Qt::MiddleButton, {});
    EXPECT_EQ(tools.release(surface.at(1, 0), Qt::MiddleButton, {}), Ended::Nothing);
    EXPECT_EQ(tools.phase(), Phase::Rest);
}

TEST(PlaneTools, BoxAndLassoReplaceAddAndSubtractByTheirKeys) {
    struct Row {
        PlaneToolKind tool;
        Qt::KeyboardModifiers atPress, atRelease;
        int64_t selected;  // of image 0, selected, and image 1, within
        bool first;
    };
    const auto kNone = Qt::NoModifier;
    const Row rows[] = {
        {PlaneToolKind::Box, kNone, kNone, 1, false},
        {PlaneToolKind::Box, Qt::ControlModifier, kNone, 2, true},
        {PlaneToolKind::Box, kNone, Qt::ControlModifier, 2, true},
        {PlaneToolKind::Lasso, Qt::ControlModifier, Qt::ControlModifier, 2, true},
        {PlaneToolKind::Lasso, Qt::AltModifier, kNone, 1, true},
        {PlaneToolKind::Lasso, kNone, kNone, 1, false},
        {PlaneToolKind::Pan, Qt::ShiftModifier, kNone, 1, false},
        {PlaneToolKind::Pan, Qt::ShiftModifier | Qt::ControlModifier, Qt::ShiftModifier | Qt::ControlModifier, 1,
         false},
        {PlaneToolKind::Box, Qt::ShiftModifier | Qt::ControlModifier, kNone, 1, false},
    };
    for (const Row& row : rows) {
        Surface surface;
        PlaneTools tools(surface);
        tools.choose(row.tool);
        tools.press(surface.at(0.5, -1), Qt::LeftButton, row.atPress);
        for (const QPointF corner : {QPointF(1.5, -1), QPointF(1.5, 1), QPointF(0.5, 1)})
            tools.move(surface.at(corner.x(), corner.y()));
        // A box ends at the corner across.
        tools.move(surface.at(1.5, 1));
        if (row.tool == PlaneToolKind::Box) {
            EXPECT_EQ(surface.overlay.outlineNote, QStringLiteral("1 of 2"));
        }
        tools.release(surface.at(1.5, 1), Qt::LeftButton, row.atRelease);
        const ImageBits& selected = surface.selection.model.selected();
        const auto where = testing::Message() << static_cast<int>(row.tool) << " " << static_cast<int>(row.atPress);
        EXPECT_EQ(selected.count(), row.selected) << where;
        EXPECT_EQ(selected.contains(0), row.first) << where;
        EXPECT_EQ(surface.selection.history.count(), row.atPress == Qt::AltModifier ? 0 : 1) << where;
    }
}

TEST(PlaneTools, ALassoStaysWhereItIsWhenTheViewMoves) {
    Surface surface;
    PlaneTools tools(surface);
    tools.choose(PlaneToolKind::Lasso);
    tools.press(surface.at(0.5, -1), Qt::LeftButton, {});
    tools.move(surface.at(1.5, -1));
    surface.view.zoomAt({200, 150}, 2);
    tools.move(surface.at(1.5, 1));
    tools.move(surface.at(0.5, 1));
    tools.release(surface.at(0.5, 1), Qt::LeftButton, {});
    EXPECT_TRUE(surface.selection.model.selected().contains(1));
    EXPECT_EQ(surface.selection.model.selected().count(), 1);
}

TEST(PlaneTools, BeyondThePlotAreaNothingIsTakenHoldOf) {
    Surface surface;
    PlaneTools tools(surface);
    tools.press({500, 100}, Qt::LeftButton, {});
    tools.move({300, 100});
    EXPECT_FALSE(tools.isDragging());
    EXPECT_EQ(tools.release({300, 100}, Qt::LeftButton, {}), Ended::Nothing);
}

}  // namespace
}  // namespace zscape
