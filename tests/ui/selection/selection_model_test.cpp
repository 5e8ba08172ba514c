#include "tests/ui/selection/plain_codes.h"

#include <gtest/gtest.h>

#include <QElapsedTimer>
#include <QSignalSpy>

#include <iostream>

namespace zscape {
namespace {

class SelectionModelTest : public ::testing::Test {
protected:
    SelectionModelTest() {
        for (int image = 0; image < 10; ++image) codes.codes.push_back(std::vector<float>{float(image), 1});
        model.setClock([this] { return milliseconds; });
        model.reset(10);
        model.setCodes(&codes);
    }
    ~SelectionModelTest() override { model.setCodes(nullptr); }
    static ImageBits bits(std::initializer_list<int64_t> images, int64_t of = 10) {
        ImageBits made(of);
        for (const int64_t image : images) made.insert(image);
        return made;
    }
    std::vector<int64_t> selected() const {
        std::vector<int64_t> images;
        for (int64_t at = model.selected().next(0); at >= 0; at = model.selected().next(at + 1)) images.push_back(at);
        return images;
    }
    using Images = std::vector<int64_t>;

    PlainCodes codes;
    QUndoStack history;
    qint64 milliseconds = 0;
    SelectionModel model{history};
};

/// Counts every signal; `expect` is how often hovered, current, selected, kept, followed kept, ends, followed ends.
struct Signals {
    explicit Signals(SelectionModel& model)
        : hovered(&model, &SelectionModel::hoveredChanged),
          current(&model, &SelectionModel::currentChanged),
          selected(&model, &SelectionModel::selectedChanged),
          kept(&model, &SelectionModel::keptChanged),
          keptFollowed(&model, &SelectionModel::keptFollowed),
          ends(&model, &SelectionModel::endChanged),
          endsFollowed(&model, &SelectionModel::endFollowed) {}
    std::vector<qsizetype> take() {
        std::vector<qsizetype> counts;
        for (QSignalSpy* spy : {&hovered, &current, &selected, &kept, &keptFollowed, &ends, &endsFollowed}) {
            counts.push_back(spy->count());
            spy->clear();
        }
        return counts;
    }
    QSignalSpy hovered, current, selected, kept, keptFollowed, ends, endsFollowed;
};

using Counts = std::vector<qsizetype>;

TEST_F(SelectionModelTest, EachSignalComesOnceAndOnlyForWhatIsAnotherOne) {
    Signals signs(model);
    model.setHovered(3);
    model.setHovered(3);
    EXPECT_EQ(signs.take(), (Counts{1, 0, 0, 0, 0, 0, 0}));
    model.choose(4);
    EXPECT_EQ(signs.take(), (Counts{0, 1, 1, 1, 0, 0, 0}));
    model.choose(4);
    EXPECT_EQ(signs.take(), (Counts{0, 0, 0, 0, 0, 0, 0}));
    model.chooseMany(bits({4, 5}), Combine::Replace);
    EXPECT_EQ(signs.take(), (Counts{0, 0, 1, 0, 0, 0, 0})) << "the current image is among them";
    model.chooseMany(bits({4}), Combine::Subtract);
    EXPECT_EQ(signs.take(), (Counts{0, 1, 1, 0, 0, 0, 0}));
    model.keepAt({2, 2});
    EXPECT_EQ(signs.take(), (Counts{0, 0, 0, 1, 0, 0, 0}));
    model.letGoOfAll();
    EXPECT_EQ(signs.take(), (Counts{0, 1, 1, 1, 0, 0, 0}));
    history.undo();
    EXPECT_EQ(signs.take(), (Counts{0, 1, 1, 1, 0, 0, 0}));
    model.setEnd(PathEnd::A, endAt({1, 1}));
    EXPECT_EQ(signs.take(), (Counts{0, 0, 0, 0, 0, 1, 0}));
    model.swapEnds();
    EXPECT_EQ(signs.take(), (Counts{0, 0, 0, 0, 0, 2, 0}));
    model.reset(5);
    EXPECT_EQ(signs.take(), (Counts{1, 1, 1, 1, 0, 1, 0}));
}

TEST_F(SelectionModelTest, WhoHearsOfOnePartFindsEveryPartNew) {
    QObject::connect(&model, &SelectionModel::selectedChanged, &model, [this] {
        EXPECT_EQ(model.current(), 7);
        ASSERT_TRUE(model.kept());
        EXPECT_EQ(model.kept()->image, 7);
    });
    model.choose(7);
}

TEST_F(SelectionModelTest, AnotherSetHasAnotherGeneration) {
    const uint64_t none = model.generation();
    model.chooseMany(bits({1, 2}), Combine::Replace);
    const uint64_t first = model.generation();
    EXPECT_NE(first, none);
    model.chooseMany(bits({1}), Combine::Add);
    model.keepAt({0, 0});
    EXPECT_EQ(model.generation(), first) << "the same images";
    history.undo();
    history.undo();
    EXPECT_NE(model.generation(), first);
}

TEST_F(SelectionModelTest, ChoosingSelectsOneAndKeepsItsPoint) {
    model.choose(6);
    EXPECT_EQ(model.current(), 6);
    EXPECT_EQ(selected(), (Images{6}));
    EXPECT_FALSE(model.isMany());
    ASSERT_TRUE(model.kept());
    EXPECT_EQ(*model.kept(), (KeptPoint{6, {6, 1}, {6, 1}}));
    codes.codes[3].reset();
    model.choose(3);
    EXPECT_EQ(model.kept()->image, 6) << "an image that is not encoded yet has no point";
    model.choose(10);
    EXPECT_EQ(model.current(), -1) << "there are ten";
    model.choose(3);
    model.choose(-1);
    EXPECT_TRUE(model.selected().empty());
    EXPECT_TRUE(model.kept()) << "what is kept stays";
}

TEST_F(SelectionModelTest, SetsReplaceAddAndSubtract) {
    model.chooseMany(bits({1, 2, 3}), Combine::Replace);
    EXPECT_EQ(model.current(), -1);
    model.chooseMany(bits({3, 4}), Combine::Add);
    EXPECT_EQ(selected(), (Images{1, 2, 3, 4}));
    model.chooseMany(bits({2, 4, 9}), Combine::Subtract);
    EXPECT_EQ(selected(), (Images{1, 3}));
    model.chooseMany(bits({8}), Combine::Replace);
    EXPECT_EQ(model.current(), 8) << "one image alone is the current one";
}

TEST_F(SelectionModelTest, ToggledImagesJoinAndLeave) {
    model.choose(1);
    model.toggle(5);
    EXPECT_EQ(selected(), (Images{1, 5}));
    EXPECT_EQ(model.current(), 5);
    EXPECT_EQ(history.count(), 2) << "one command";
    model.toggle(5);
    EXPECT_EQ(selected(), (Images{1}));
    EXPECT_EQ(model.current(), 1);
    model.toggle(77);
    EXPECT_EQ(history.count(), 3);
}

TEST_F(SelectionModelTest, TheHistorySaysWhatIsTakenBack) {
    model.chooseMany(bits({1, 2, 3}), Combine::Replace);
    EXPECT_EQ(history.undoText(), QStringLiteral("selecting 3 images"));
    model.choose(1);
    EXPECT_EQ(history.undoText(), QStringLiteral("selecting an image"));
    model.keepAt({4, 4});
    EXPECT_EQ(history.undoText(), QStringLiteral("keeping a place"));
    model.letGoOfOne();
    EXPECT_EQ(history.undoText(), QStringLiteral("letting go of the selection"));
    history.undo();
    EXPECT_EQ(selected(), (Images{1}));
    EXPECT_EQ(model.kept()->at, QPointF(4, 4));
    history.undo();
    EXPECT_EQ(model.kept()->image, 1);
    history.undo();
    EXPECT_EQ(selected(), (Images{1, 2, 3}));
    EXPECT_FALSE(model.kept()) << "as it was before the click";
    history.redo();
    EXPECT_EQ(selected(), (Images{1}));
    EXPECT_EQ(model.kept()->image, 1);
}

TEST_F(SelectionModelTest, OneThingAtATimeIsLetGo) {
    model.choose(2);
    EXPECT_TRUE(model.letGoOfOne());
    EXPECT_TRUE(model.selected().empty());
    EXPECT_TRUE(model.kept());
    EXPECT_TRUE(model.letGoOfOne());
    EXPECT_FALSE(model.kept());
    EXPECT_FALSE(model.letGoOfOne());
    EXPECT_EQ(history.count(), 3) << "nothing is no command";
    history.undo();
    EXPECT_TRUE(model.kept());
}

TEST_F(SelectionModelTest, WhatRunsIsOneCommandUntilItRests) {
    model.keepAt({0, 0});
    for (int step = 1; step <= 20; ++step) {
        milliseconds += 40;
        model.keepAt({0.05 * step, 0}, SelectionModel::Pace::Running);
    }
    EXPECT_EQ(history.count(), 2);
    milliseconds += SelectionModel::kTogether + 1;
    model.keepAt({5, 5}, SelectionModel::Pace::Running);
    EXPECT_EQ(history.count(), 3);
    history.undo();
    EXPECT_NEAR(model.kept()->at.x(), 1, 1e-6);
    history.undo();
    EXPECT_EQ(model.kept()->at, QPointF(0, 0));
}

TEST_F(SelectionModelTest, AMovementThatEndsWhereItBeganIsNoCommand) {
    model.keepAt({0, 0});
    model.keepAt({1, 0}, SelectionModel::Pace::Running);
    model.keepAt({0, 0}, SelectionModel::Pace::Running);
    EXPECT_EQ(history.count(), 1);
}

TEST_F(SelectionModelTest, ImagesThatKeysRunThroughAreOneCommand) {
    for (int image = 0; image < 5; ++image) model.choose(image, std::nullopt, SelectionModel::Pace::Running);
    EXPECT_EQ(history.count(), 1);
    history.undo();
    EXPECT_EQ(model.current(), -1);
    EXPECT_FALSE(model.kept());
}

TEST_F(SelectionModelTest, PlacesFollowTheirCodesAndThatIsNoCommand) {
    model.choose(3);
    model.setEnd(PathEnd::A, endAt({1, 1}));
    model.keepAt({3, 1});
    Signals signs(model);
    const int commands = history.count();
    codes.shift = 2;
    model.follow();
    EXPECT_EQ(model.kept()->at, QPointF(5, 1));
    EXPECT_EQ(model.end(PathEnd::A)->at, QPointF(3, 1));
    EXPECT_EQ(signs.take(), (Counts{0, 0, 0, 0, 1, 0, 1}));
    model.follow();
    EXPECT_EQ(signs.take(), (Counts{0, 0, 0, 0, 0, 0, 0}));
    EXPECT_EQ(history.count(), commands);
    // What comes back lies where its image's code lies now.
    codes.codes[3] = std::vector<float>{-4, 0};
    history.undo();
    history.undo();
    EXPECT_EQ(model.kept()->at, QPointF(-2, 0));
    EXPECT_EQ(model.kept()->code, (std::vector<float>{-4, 0}));
    codes.codes[3].reset();
    model.follow();
    EXPECT_EQ(model.kept()->at, QPointF(-2, 0)) << "a code may be let go while the weights move fast";
}

TEST_F(SelectionModelTest, AnEndIsDraggedAsOneCommandOrPutBack) {
    model.setEnd(PathEnd::A, endAt({0, 0}, Picture{1, 1, 1, {7}}, QStringLiteral("image 2"), 2));
    const PathEnds before = model.ends();
    for (int step = 1; step <= 5; ++step) model.moveEnd(PathEnd::A, {1.0 * step, 0});
    EXPECT_EQ(history.count(), 1);
    EXPECT_EQ(model.end(PathEnd::A)->at, QPointF(5, 0));
    EXPECT_EQ(model.end(PathEnd::A)->image, -1) << "a place now";
    model.restoreEnds(before);
    EXPECT_EQ(*model.end(PathEnd::A), *before[0]);
    model.moveEnd(PathEnd::A, {3, 3});
    Signals signs(model);
    model.commitEnds(before, QStringLiteral("moving A"));
    EXPECT_EQ(signs.take(), (Counts{0, 0, 0, 0, 0, 0, 0})) << "it is there already";
    EXPECT_EQ(history.undoText(), QStringLiteral("moving A"));
    history.undo();
    EXPECT_EQ(model.end(PathEnd::A)->image, 2);
    history.redo();
    EXPECT_EQ(model.end(PathEnd::A)->at, QPointF(3, 3));
    model.commitEnds(model.ends(), QStringLiteral("moving A"));
    EXPECT_EQ(history.count(), 2) << "nothing moved";
}

TEST_F(SelectionModelTest, OfAnotherModelAPlaceKeepsItsPlaceAndAPictureIsEncodedAnew) {
    codes.codes.clear();
    model.setCodes(nullptr);
    model.setEnd(PathEnd::A, EndPoint{-1, {1, 2}, {9, 9, 9}, {}, {}, {}});
    model.setEnd(PathEnd::B, EndPoint{4, {3, 3}, {9, 9, 9}, Picture{1, 1, 1, {7}}, {}, {}});
    model.setEnd(PathEnd::A, std::nullopt);
    model.setEnd(PathEnd::B, std::nullopt);
    model.setCodes(&codes);
    history.undo();
    EXPECT_FALSE(model.end(PathEnd::B)->hasPlace());
    history.undo();
    EXPECT_EQ(model.end(PathEnd::A)->code, (std::vector<float>{1, 2}));
}

TEST_F(SelectionModelTest, OtherImagesForgetEverythingAndTheirHistory) {
    model.choose(3);
    model.setHovered(1);
    model.setEnd(PathEnd::B, endAt({1, 1}));
    const uint64_t generation = model.generation();
    model.reset(4);
    EXPECT_EQ(model.images(), 4);
    EXPECT_EQ(model.current(), -1);
    EXPECT_EQ(model.hovered(), -1);
    EXPECT_TRUE(model.selected().empty());
    EXPECT_FALSE(model.kept());
    EXPECT_FALSE(model.end(PathEnd::B));
    EXPECT_NE(model.generation(), generation);
    EXPECT_FALSE(history.canUndo());
}

TEST_F(SelectionModelTest, WhatTheDecoderDrawsAtAnEndIsNoOtherEnd) {
    model.setEnd(PathEnd::A, endAt({1, 1}));
    Signals signs(model);
    model.setDecoded(PathEnd::A, Picture{1, 1, 1, {9}});
    model.setDecoded(PathEnd::A, Picture{1, 1, 1, {9}});
    model.setDecoded(PathEnd::B, Picture{1, 1, 1, {9}});
    EXPECT_EQ(signs.take(), (Counts{0, 0, 0, 0, 0, 0, 1}));
    EXPECT_EQ(model.end(PathEnd::A)->shown().pixels, (std::vector<uint8_t>{9}));
    model.followEnd(PathEnd::A, {2, 2});
    EXPECT_EQ(model.end(PathEnd::A)->at, QPointF(2, 2));
    EXPECT_EQ(signs.take(), (Counts{0, 0, 0, 0, 0, 0, 1}));
    EXPECT_EQ(history.count(), 1);
}

TEST_F(SelectionModelTest, APictureFromOutsideIsPlacedAndLetGoOfAsOneThing) {
    const OutsideImage cat{QStringLiteral("cat.png"), Picture{1, 1, 1, {9}}, {1, 2}, {}};
    QSignalSpy changed(&model, &SelectionModel::outsideChanged);
    model.placeOutside(cat);
    ASSERT_TRUE(model.outside());
    EXPECT_EQ(model.outside()->at, QPointF(1, 2));
    EXPECT_TRUE(model.keepsOutside());
    EXPECT_EQ(history.count(), 1) << "one command";
    EXPECT_TRUE(model.letGoOfOne());
    EXPECT_FALSE(model.outside());
    EXPECT_FALSE(model.kept());
    EXPECT_FALSE(model.letGoOfOne());
    history.undo();
    EXPECT_TRUE(model.outside());
    EXPECT_TRUE(model.keepsOutside());
    // Something else is kept: that goes first, and the picture stays.
    model.keepAt({0, 0});
    EXPECT_FALSE(model.keepsOutside());
    EXPECT_TRUE(model.letGoOfOne());
    EXPECT_TRUE(model.outside());
    EXPECT_TRUE(model.letGoOfOne());
    EXPECT_FALSE(model.outside());
    EXPECT_GE(changed.count(), 4);
}

TEST_F(SelectionModelTest, APictureFromOutsideFollowsTheWeightsWithWhatIsKeptThere) {
    model.placeOutside({QStringLiteral("cat.png"), Picture{1, 1, 1, {9}}, {1, 2}, {}});
    QSignalSpy followed(&model, &SelectionModel::outsideFollowed);
    const int commands = history.count();
    model.followOutside({3, 4});
    EXPECT_EQ(model.outside()->at, QPointF(3, 4));
    EXPECT_TRUE(model.keepsOutside());
    EXPECT_EQ(followed.count(), 1);
    EXPECT_EQ(history.count(), commands) << "training is no command";
    model.forgetPlaces();
    EXPECT_FALSE(model.outside()) << "codes of another model mean nothing";
    model.placeOutside({QStringLiteral("cat.png"), Picture{1, 1, 1, {9}}, {1, 2}, {}});
    model.reset(4);
    EXPECT_FALSE(model.outside());
    EXPECT_FALSE(history.canUndo());
}

TEST_F(SelectionModelTest, InvertingSelectsAllOthersAndIsTakenBack) {
    model.chooseMany(bits({1, 2, 9}), Combine::Replace, QStringLiteral("lasso"));
    EXPECT_EQ(model.made(), QStringLiteral("lasso"));
    model.goTo(2);
    model.invert();
    EXPECT_EQ(selected(), (Images{0, 3, 4, 5, 6, 7, 8}));
    EXPECT_EQ(model.current(), -1) << "it is not among them";
    EXPECT_EQ(model.made(), QStringLiteral("all but lasso"));
    history.undo();
    EXPECT_EQ(selected(), (Images{1, 2, 9}));
    EXPECT_EQ(model.current(), 2);
    EXPECT_EQ(model.made(), QStringLiteral("lasso"));
    model.chooseMany(bits({4}), Combine::Add, QStringLiteral("box"));
    EXPECT_EQ(model.made(), QString()) << "of two ways";
    model.letGoOfAll();
    model.invert();
    EXPECT_EQ(model.selected().count(), 10) << "of nothing all";
}

TEST_F(SelectionModelTest, GoingToAMemberLeavesTheOthersSelected) {
    model.chooseMany(bits({1, 2, 3}), Combine::Replace);
    Signals signs(model);
    model.goTo(3);
    EXPECT_EQ(signs.take(), (Counts{0, 1, 0, 1, 0, 0, 0}));
    EXPECT_EQ(selected(), (Images{1, 2, 3}));
    ASSERT_TRUE(model.kept());
    EXPECT_EQ(model.kept()->at, QPointF(3, 1));
    model.goTo(7);
    EXPECT_EQ(model.current(), 3) << "it is no member";
}

TEST_F(SelectionModelTest, WhatIsDrawnIsSeenUntilTheDragEndsAndIsNoCommand) {
    model.chooseMany(bits({1, 2}), Combine::Replace);
    QSignalSpy seen(&model, &SelectionModel::seenChanged);
    const int commands = history.count();
    model.draw(std::make_shared<const ImageBits>(bits({5, 6, 7})));
    EXPECT_EQ(model.seen()->count(), 3);
    EXPECT_EQ(selected(), (Images{1, 2}));
    EXPECT_EQ(history.count(), commands);
    model.draw(nullptr);
    EXPECT_EQ(*model.seen(), model.selected());
    EXPECT_EQ(seen.count(), 2);
    model.draw(nullptr);
    EXPECT_EQ(seen.count(), 2);
}

TEST_F(SelectionModelTest, NamesAreGivenChangedAndTakenBackInEveryOrder) {
    QSignalSpy changed(&model, &SelectionModel::namedChanged);
    const auto names = [this] {
        QStringList all;
        for (const NamedSelection& named : model.named())
            all.append(named.name + QLatin1Char(':') + QString::number(named.images->count()));
        return all;
    };
    std::vector<QStringList> states{names()};
    const auto step = [&](const QStringList& wanted) {
        states.push_back(names());
        EXPECT_EQ(names(), wanted);
        EXPECT_EQ(changed.count(), std::ssize(states) - 1);
    };
    model.chooseMany(bits({1, 2}), Combine::Replace);
    model.nameSelected(QStringLiteral("a"), QStringLiteral("box"));
    step({QStringLiteral("a:2")});
    EXPECT_EQ(model.named()[0].note, QStringLiteral("box"));
    model.invert();
    model.nameSelected(QStringLiteral("b"), {});
    step({QStringLiteral("a:2"), QStringLiteral("b:8")});
    model.renameNamed(0, QStringLiteral("c"));
    step({QStringLiteral("c:2"), QStringLiteral("b:8")});
    model.renameNamed(0, QStringLiteral("c"));
    EXPECT_EQ(changed.count(), 3) << "nothing changes";
    model.replaceNamed(0, QStringLiteral("lasso"));
    step({QStringLiteral("c:8"), QStringLiteral("b:8")});
    model.removeNamed(1);
    step({QStringLiteral("c:8")});
    // All the way back and forth, whatever was selected between.
    changed.clear();
    for (auto state = states.rbegin(); state != states.rend(); ++state) {
        EXPECT_EQ(names(), *state);
        const qsizetype told = changed.count();
        while (history.canUndo() && changed.count() == told) history.undo();
    }
    for (const QStringList& state : states) {
        EXPECT_EQ(names(), state);
        const qsizetype told = changed.count();
        while (history.canRedo() && changed.count() == told) history.redo();
    }
}

TEST_F(SelectionModelTest, ANamedSelectionIsSelectedAddedAndTakenAway) {
    model.setNamed({{QStringLiteral("few"), {}, std::make_shared<const ImageBits>(bits({2, 3, 4}))}});
    EXPECT_FALSE(history.canUndo()) << "what a project says is no command";
    model.chooseNamed(0, Combine::Replace);
    EXPECT_EQ(selected(), (Images{2, 3, 4}));
    EXPECT_EQ(model.made(), QStringLiteral("few"));
    model.chooseMany(bits({4, 9}), Combine::Replace);
    model.chooseNamed(0, Combine::Add);
    EXPECT_EQ(selected(), (Images{2, 3, 4, 9}));
    model.chooseNamed(0, Combine::Subtract);
    EXPECT_EQ(selected(), (Images{9}));
    model.reset(10);
    EXPECT_TRUE(model.named().empty()) << "they were of the images before";
}

TEST_F(SelectionModelTest, AMillionImagesAreQuick) {
    constexpr int64_t kMillion = 1'000'000;
    model.setCodes(nullptr);
    model.reset(kMillion);
    ImageBits half(kMillion);
    for (int64_t image = 0; image < kMillion; image += 2) half.insert(image);
    QElapsedTimer timer;
    timer.start();
    model.chooseMany(half, Combine::Replace);
    for (int image = 1; image < 100; image += 2) model.toggle(image);
    history.undo();
    const double each = static_cast<double>(timer.nsecsElapsed()) / 1e6 / 52;
    std::cout << "  a change of half a million of a million images: " << each << " ms\n";
    EXPECT_EQ(model.selected().count(), kMillion / 2 + 49);
    EXPECT_LT(each, 20);
}

}  // namespace
}  // namespace zscape
