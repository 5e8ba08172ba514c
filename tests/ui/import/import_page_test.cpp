#include "tests/ui/import/imported_fixture.h"
#include "ui/import/background_drawer.h"
#include "ui/import/findings.h"
#include "ui/import/import_preview.h"
#include "ui/import/import_row.h"
#include "ui/import/label_bars.h"
#include "ui/import/labels_drawer.h"
#include "ui/import/set_chips.h"
#include "ui/import/reading_list.h"
#include "ui/import/size_drawer.h"
#include "ui/import/split_drawer.h"
#include "ui/import/tiling_fields.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/message_strip.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/switch_button.h"

#include <QComboBox>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <gtest/gtest.h>

namespace zscape {
namespace {

using Row = ImportPage::Row;

TEST(ImportPage, ReadingHasABarACountAndCancelOnly) {
    ShownPage shown;
    EXPECT_EQ(shown.page.headline(), QStringLiteral("Reading images"));
    EXPECT_FALSE(shown.page.useButton()->isEnabled());
    shown.page.setReading({"Reading images", 12000, 70000, 8}, nullptr);
    EXPECT_EQ(shown.page.summary(), QStringLiteral("12,000 of about 70,000, 8 s left"));
    // One large picture: the bar moves, and what is counted is pictures.
    shown.page.setReading({"Reading images", 0, 1, 8, 0.375}, nullptr);
    EXPECT_EQ(shown.page.summary(), QStringLiteral("0 of about 1, 8 s left"));
    EXPECT_EQ(shown.page.findChild<QProgressBar*>()->value(), 375);
    QTest::keyClick(&shown.page, Qt::Key_Return);
    QSignalSpy used(&shown.page, &ImportPage::useWanted), cancelled(&shown.page, &ImportPage::cancelWanted);
    QTest::keyClick(&shown.page, Qt::Key_Return);
    EXPECT_EQ(used.count(), 0);
    QTest::mouseClick(shown.page.cancelButton(), Qt::LeftButton);
    EXPECT_EQ(cancelled.count(), 1);
    // Pictures that have come are seen.
    auto preview = std::make_shared<LoadPreview>();
    preview->size = 8;
    preview->channels = 1;
    preview->pictures.assign(20, std::make_shared<const Picture>(Picture{8, 8, 1, std::vector<uint8_t>(64, 220)}));
    shown.page.setReading({"Reading images", 20, 70000, -1}, preview);
    shown.settle();
    const PreviewGrid* grid = shown.page.preview()->grid();
    EXPECT_NEAR(shown.at(grid, grid->cellAt(-1, 3).center()).lightness(), 220, 2);
}

TEST(ImportPage, EveryRowIsASentence) {
    ShownPage shown;
    shown.give();
    EXPECT_EQ(shown.page.headline(), QStringLiteral("70,000 images"));
    EXPECT_EQ(shown.page.summary(), QStringLiteral("16 × 16 grey, 10 labels, its own split"));
    EXPECT_EQ(shown.page.useButton()->text(), QStringLiteral("Use 70,000 images"));
    EXPECT_TRUE(shown.page.useButton()->isEnabled());
    EXPECT_EQ(shown.row(Row::Labels)->sentence(), QStringLiteral("Folder level 2: 0 to 9, 7,000 images each"));
    EXPECT_EQ(shown.row(Row::Split)->sentence(),
              QStringLiteral("Its own: 52,500 to train, 8,750 held out, 8,750 to test"));
    EXPECT_EQ(shown.row(Row::Size)->sentence(), QStringLiteral("16 × 16, grey: as they are"));
    for (const Row row : {Row::Background, Row::Table, Row::Duplicates, Row::NotRead})
        EXPECT_TRUE(shown.row(row)->isHidden()) << static_cast<int>(row);
    EXPECT_TRUE(shown.page.ownSplitSwitch()->isVisible());
    EXPECT_TRUE(shown.page.ownSplitSwitch()->isChecked());
    EXPECT_TRUE(shown.page.bars()->isVisible()) << "there is room for bars";
}

// Measures of import-plain.png: the page begins at 6, 68 there.
TEST(ImportPage, LiesWhereTheWireHasIt) {
    ShownPage shown;
    shown.give();
    const auto top = [&](const QWidget* widget) { return widget->mapTo(&shown.page, QPoint()).y() + 68; };
    const auto left = [&](const QWidget* widget) { return widget->mapTo(&shown.page, QPoint()).x() + 6; };
    EXPECT_EQ(top(shown.row(Row::Labels)), 184);
    EXPECT_EQ(left(shown.row(Row::Labels)), 30);
    EXPECT_EQ(left(shown.row(Row::Labels)) + shown.row(Row::Labels)->width() - ImportRow::overhang(), 552);
    EXPECT_EQ(left(shown.page.ownSplitSwitch()) + shown.page.ownSplitSwitch()->width(), 552);
    EXPECT_EQ(top(shown.row(Row::Split)), 322);
    EXPECT_EQ(top(shown.row(Row::Size)), 376);
    EXPECT_EQ(left(shown.page.bars()), 146);
    EXPECT_EQ(top(shown.page.useButton()), 114);
    EXPECT_EQ(left(shown.page.useButton()) + shown.page.useButton()->width(), 552);
    EXPECT_EQ(left(shown.page.preview()), 582);
    const PreviewGrid* grid = shown.page.preview()->grid();
    ASSERT_EQ(grid->choice().columns.size(), 10U);
    EXPECT_EQ(left(grid) + grid->cellAt(0, 0).left(), 602);
    EXPECT_EQ(top(grid) + grid->cellAt(0, 0).top(), 140);
    EXPECT_EQ(grid->cellAt(0, 0).width(), 58);
    EXPECT_EQ(left(grid) + grid->cellAt(9, 0).right() + 1, 1254);
    EXPECT_EQ(grid->shown(), 100);
    EXPECT_EQ(shown.page.preview()->countText(), QStringLiteral("100 of 70,000"));
}

TEST(ImportPage, OfSeveralSetsOneIsChosenBeforeAnythingIsUsed) {
    ShownPage shown;
    const SetChoice sets{"/home/somebody/Downloads/digits", {{"digits", 70000}, {"letters", 145600}}};
    EXPECT_TRUE(shown.row(Row::Set)->isHidden());
    shown.page.setSets(sets);
    shown.settle();
    EXPECT_EQ(shown.page.headline(), QStringLiteral("Choose a set"));
    EXPECT_EQ(shown.page.summary(), QStringLiteral("2 sets of images"));
    EXPECT_EQ(shown.page.useButton()->text(), QStringLiteral("Choose a set"));
    EXPECT_FALSE(shown.page.useButton()->isEnabled());
    EXPECT_EQ(shown.page.sets()->chosen(), -1);
    EXPECT_TRUE(shown.row(Row::Set)->isVisible());
    EXPECT_FALSE(shown.row(Row::Labels)->isVisible());
    EXPECT_FALSE(shown.page.preview()->grid()->shown());
    // Measures of import.png: the page begins at 6, 68 there.
    const auto place = [&](const QWidget* widget) { return widget->mapTo(&shown.page, QPoint()) + QPoint(6, 68); };
    QAbstractButton *digits = shown.page.sets()->chip(0), *letters = shown.page.sets()->chip(1);
    EXPECT_EQ(place(digits), QPoint(146, 192));
    EXPECT_EQ(digits->height(), 28);
    EXPECT_EQ(place(letters).x(), place(digits).x() + digits->width() + 8);
    QSignalSpy used(&shown.page, &ImportPage::useWanted), wanted(&shown.page, &ImportPage::setWanted);
    QTest::keyClick(&shown.page, Qt::Key_Return);
    EXPECT_EQ(used.count(), 0);
    const QColor before = shown.at(letters, {4, 14});
    QTest::mouseClick(letters, Qt::LeftButton);
    ASSERT_EQ(wanted.count(), 1);
    EXPECT_EQ(wanted[0][0].toInt(), 1);
    EXPECT_NE(shown.at(letters, {4, 14}), before);
    // It could not be read: none is chosen.
    shown.page.setProblem(QStringLiteral("letters is damaged."));
    EXPECT_EQ(shown.page.sets()->chosen(), -1);
    EXPECT_EQ(shown.page.headline(), QStringLiteral("Choose a set"));
    EXPECT_TRUE(shown.page.strip()->sentence().contains(QStringLiteral("letters is damaged.")));
    // The other was.
    auto imported = importedOf(shown.images, shown.settings);
    imported->sets = sets;
    imported->set = 0;
    shown.page.setImported(imported, true, 0.1);
    shown.settle();
    EXPECT_EQ(shown.page.sets()->chosen(), 0);
    EXPECT_TRUE(shown.page.useButton()->isEnabled());
    EXPECT_EQ(place(shown.row(Row::Labels)).y(), 228);
    EXPECT_TRUE(shown.row(Row::Labels)->isVisible());
    QTest::keyClick(&shown.page, Qt::Key_Return);
    EXPECT_EQ(used.count(), 1);
}

TEST(ImportPage, ManySetsTakeAsManyLinesAsTheyNeed) {
    ShownPage shown;
    SetChoice sets{"/data/EMNIST", {}};
    for (const char* name : {"balanced", "byclass", "bymerge", "digits", "letters", "mnist"})
        sets.sets.push_back({name, 131600});
    shown.page.setSets(sets);
    shown.settle();
    const SetChips* chips = shown.page.sets();
    int lines = 0;
    for (int i = 1; i < 6; ++i) {
        const QRect here = chips->chip(i)->geometry(), before = chips->chip(i - 1)->geometry();
        EXPECT_TRUE(here.left() > before.right() || here.top() == before.bottom() + 1 + 8) << i;
        EXPECT_LE(here.right(), chips->width());
        lines += here.top() > before.top() ? 1 : 0;
    }
    EXPECT_GE(lines, 1);
    EXPECT_GE(shown.row(Row::Set)->height(), chips->chip(5)->geometry().bottom() + 16);
    auto imported = importedOf(shown.images, shown.settings);
    shown.page.setImported(imported, true, 0.1);
    EXPECT_TRUE(shown.row(Row::Set)->isHidden());
}

TEST(ImportPage, OneFilledButtonAndGreyBars) {
    ShownPage shown;
    shown.give();
    EXPECT_EQ(shown.at(shown.page.useButton(), {4, 15}), tokens().fill);
    const QRect bar = shown.page.bars()->barAt(2);
    EXPECT_EQ(bar.width(), 28);
    EXPECT_EQ(shown.at(shown.page.bars(), {bar.center().x(), bar.bottom() - 2}),
              mixed(tokens().panel, tokens().text, 0.63));
    EXPECT_EQ(shown.at(shown.page.bars(), {bar.center().x(), bar.top() + 1}),
              mixed(tokens().panel, tokens().text, 0.37))
        << "even numbers are held out";
    const QRect odd = shown.page.bars()->barAt(3);
    EXPECT_EQ(shown.at(shown.page.bars(), {odd.center().x(), odd.top() + 1}),
              mixed(tokens().panel, tokens().text, 0.18))
        << "odd ones test";
    const PreviewGrid* grid = shown.page.preview()->grid();
    EXPECT_NEAR(shown.at(grid, grid->cellAt(3, 4).center()).lightness(), FakeImages::valueOf(3), 1)
        << "column 3 shows label 3";
}

TEST(ImportPage, OneRowIsOpenAtATimeByClickAndByKeys) {
    ShownPage shown;
    shown.give();
    shown.open(Row::Labels);
    EXPECT_TRUE(shown.row(Row::Labels)->isOpen());
    EXPECT_FALSE(shown.page.bars()->isVisible()) << "an open row takes the room of the bars";
    shown.open(Row::Size);
    EXPECT_TRUE(shown.row(Row::Size)->isOpen());
    EXPECT_FALSE(shown.row(Row::Labels)->isOpen());
    QAbstractButton* head = shown.row(Row::Labels)->head();
    head->setFocus();
    QTest::keyClick(head, Qt::Key_Right);
    EXPECT_TRUE(shown.row(Row::Labels)->isOpen());
    EXPECT_FALSE(shown.row(Row::Size)->isOpen());
    QTest::keyClick(head, Qt::Key_Left);
    EXPECT_FALSE(shown.row(Row::Labels)->isOpen());
}

TEST(ImportPage, LabelsMayBeALevelAColumnAPatternOrNone) {
    ShownPage shown;
    shown.images->attributes_ = {{"writer", Attribute::Kind::Category, {"anna", "ben"}, 0, 0},
                                 {"age", Attribute::Kind::Number, {}, 1, 9}};
    shown.images->report_.tables = {{"/home/somebody/Downloads/digits/metadata.csv", "file_name", 70000, 0, 0, {}, {}}};
    shown.give();
    shown.open(Row::Labels);
    QSignalSpy wanted(&shown.page, &ImportPage::arrangeWanted);
    const auto last = [&] { return wanted.last()[0].value<ImportSettings>().labels; };
    LabelsDrawer* labels = shown.page.labels();
    EXPECT_EQ(labels->chosen(), 2);
    EXPECT_FALSE(labels->button(1)->isEnabled()) << "train, val, test are the split";
    QTest::mouseClick(labels->button(LabelsDrawer::kNone), Qt::LeftButton, {}, {8, 14});
    ASSERT_EQ(wanted.count(), 1);
    EXPECT_EQ(last(), "none");
    ASSERT_NE(labels->columnPicker(), nullptr);
    EXPECT_EQ(labels->columnPicker()->itemText(0), QStringLiteral("writer, metadata.csv"));
    EXPECT_EQ(labels->columnPicker()->count(), 1) << "a number is no label";
    QTest::mouseClick(labels->button(LabelsDrawer::kColumn), Qt::LeftButton, {}, {8, 14});
    EXPECT_EQ(last(), "column:writer");
    QTest::mouseClick(labels->patternField(), Qt::LeftButton);
    QTest::keyClicks(labels->patternField(), QStringLiteral("(\\d)_\\d+"));
    EXPECT_EQ(labels->chosen(), LabelsDrawer::kPattern);
    ASSERT_TRUE(QTest::qWaitFor([&] { return last() == "pattern:(\\d)_\\d+"; }));
    // Other parts of the settings are as they were.
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().split, "own");
    // What came of it is said beneath.
    shown.settings.labels = "pattern:(\\d)_\\d+";
    shown.give();
    EXPECT_EQ(labels->note(), QStringLiteral("Image 0.png is <b>0</b>; all 70,000 match"));
    EXPECT_EQ(shown.row(Row::Labels)->sentence(),
              QStringLiteral("Pattern in the file name: 0 to 9, 7,000 images each"));
}

TEST(ImportPage, APatternWithoutOneGroupSaysWhatIsNeeded) {
    ShownPage shown;
    shown.give();
    shown.open(Row::Labels);
    QSignalSpy wanted(&shown.page, &ImportPage::arrangeWanted);
    LabelsDrawer* labels = shown.page.labels();
    QLineEdit* field = labels->patternField();
    QTest::mouseClick(field, Qt::LeftButton);
    for (const char* bad : {"\\d+", "(\\d", "(a)(b)"}) {
        field->selectAll();
        QTest::keyClicks(field, QString::fromLatin1(bad));
        QTest::keyClick(field, Qt::Key_Return);
        EXPECT_EQ(labels->note(), QStringLiteral("One group in brackets is needed, such as (\\d)_\\d+.")) << bad;
    }
    EXPECT_EQ(wanted.count(), 0);
    shown.settle();
    // Ringed in the colour of what is wrong.
    EXPECT_EQ(shown.at(field, {field->width() / 2, 0}), tokens().bad);
    // Return took the text; it did not use the images.
    QSignalSpy used(&shown.page, &ImportPage::useWanted);
    field->setFocus();
    QTest::keyClick(field, Qt::Key_Return);
    EXPECT_EQ(used.count(), 0);
    EXPECT_FALSE(field->hasFocus());
    QTest::keyClick(shown.page.focusWidget() ? shown.page.focusWidget() : &shown.page, Qt::Key_Return);
    EXPECT_EQ(used.count(), 1);
}

TEST(ImportPage, TheOwnSplitIsTurnedOffAndOn) {
    ShownPage shown;
    shown.give();
    QSignalSpy wanted(&shown.page, &ImportPage::arrangeWanted);
    QTest::mouseClick(shown.page.ownSplitSwitch(), Qt::LeftButton);
    ASSERT_EQ(wanted.count(), 1);
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().split, "random");
    shown.settings.split = "random";
    shown.page.setImported(importedOf(shown.images, shown.settings), true, 0.1);
    EXPECT_FALSE(shown.page.ownSplitSwitch()->isChecked());
    EXPECT_TRUE(shown.row(Row::Split)->sentence().startsWith(QStringLiteral("Random: ")));
    QTest::mouseClick(shown.page.ownSplitSwitch(), Qt::LeftButton);
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().split, "own");
}

TEST(ImportPage, ShareAndGroupsOfARandomSplit) {
    ShownPage shown;
    shown.images->ownSplit_ = false;
    shown.images->report_.levels = {{1, {"p1", "p2", "p3"}, 3, false, true}};
    shown.settings.split = "random";
    shown.give();
    EXPECT_FALSE(shown.page.ownSplitSwitch()->isVisible());
    EXPECT_EQ(shown.row(Row::Split)->sentence(), QStringLiteral("Random: 63,000 to train, 7,000 held out"));
    shown.open(Row::Split);
    QSignalSpy wanted(&shown.page, &ImportPage::arrangeWanted);
    QLineEdit* share = shown.page.split()->shareField()->line();
    QTest::mouseClick(share, Qt::LeftButton);
    share->selectAll();
    QTest::keyClicks(share, QStringLiteral("25"));
    QTest::keyClick(share, Qt::Key_Return);
    ASSERT_EQ(wanted.count(), 1);
    EXPECT_DOUBLE_EQ(wanted.last()[1].toDouble(), 0.25);
    QComboBox* groups = shown.page.split()->groupPicker();
    groups->setCurrentIndex(groups->findText(QStringLiteral("Folder level 1")));
    Q_EMIT groups->activated(groups->currentIndex());
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().group, "level:1");
    groups->setCurrentIndex(groups->count() - 1);
    Q_EMIT groups->activated(groups->currentIndex());
    QTest::keyClicks(shown.page.split()->groupPattern(), QStringLiteral("(p\\d)_"));
    QTest::keyClick(shown.page.split()->groupPattern(), Qt::Key_Return);
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().group, "pattern:(p\\d)_");
}

TEST(ImportPage, SizeColourAndBackgroundAreReadAnew) {
    ShownPage shown;
    auto imported = importedOf(shown.images, shown.settings);
    shown.images->report_.background.transparent = 412;
    shown.page.setImported(imported, true, 0.1);
    shown.settle();
    QSignalSpy wanted(&shown.page, &ImportPage::readWanted);
    shown.open(Row::Size);
    QLineEdit* size = shown.page.sizeDrawer()->sizeField()->line();
    QTest::mouseClick(size, Qt::LeftButton);
    size->selectAll();
    QTest::keyClicks(size, QStringLiteral("300"));
    QTest::keyClick(size, Qt::Key_Return);
    EXPECT_FALSE(shown.page.sizeDrawer()->sizeField()->error().isEmpty());
    EXPECT_EQ(wanted.count(), 0);
    QTest::mouseClick(size, Qt::LeftButton);
    size->selectAll();
    QTest::keyClicks(size, QStringLiteral("64"));
    QTest::keyClick(size, Qt::Key_Return);
    ASSERT_EQ(wanted.count(), 1);
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().size, 64);
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().labels, "level:2") << "what was chosen stays";
    EXPECT_EQ(shown.row(Row::Background)->sentence(), QStringLiteral("White behind 412 transparent pictures"));
    shown.open(Row::Background);
    QTest::mouseClick(shown.page.background()->button(2), Qt::LeftButton);
    ASSERT_EQ(wanted.count(), 2);
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().background, (std::array<uint8_t, 3>{0, 0, 0}));
}

TEST(ImportPage, PicturesAreCutIntoTiles) {
    ShownPage shown;
    shown.give();
    QSignalSpy wanted(&shown.page, &ImportPage::readWanted);
    shown.open(Row::Size);
    const SizeDrawer* drawer = shown.page.sizeDrawer();
    EXPECT_TRUE(drawer->tilingFields()->isHidden());
    drawer->fitPicker()->setCurrentIndex(static_cast<int>(Fit::Tiles));
    Q_EMIT drawer->fitPicker()->activated(drawer->fitPicker()->currentIndex());
    ASSERT_EQ(wanted.count(), 1);
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().fit, Fit::Tiles);
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().tiling, Tiling{});

    shown.settings.fit = Fit::Tiles;
    shown.settings.tiling = {4, 8, 90};
    shown.give();
    EXPECT_EQ(shown.row(Row::Size)->sentence(), QStringLiteral("16 × 16, grey: shrunk to 1/4, cut into tiles"));
    shown.settings.split = "random";
    shown.give();
    EXPECT_TRUE(shown.row(Row::Split)->sentence().startsWith(QStringLiteral("Random, files whole: ")));
    shown.settings.split = "own";
    shown.give();
    ASSERT_FALSE(drawer->tilingFields()->isHidden());
    EXPECT_EQ(drawer->tilingFields()->tiling(), (Tiling{4, 8, 90}));
    const auto enter = [&shown](NumberField* field, const QString& text) {
        QTest::mouseClick(field->line(), Qt::LeftButton);
        field->line()->selectAll();
        QTest::keyClicks(field->line(), text);
        QTest::keyClick(field->line(), Qt::Key_Return);
        shown.settle();
    };
    enter(drawer->tilingFields()->overlapField(), QStringLiteral("16"));
    EXPECT_FALSE(drawer->tilingFields()->overlapField()->error().isEmpty()) << "as wide as a tile";
    EXPECT_EQ(wanted.count(), 1);
    enter(drawer->tilingFields()->scaleField(), QStringLiteral("2"));
    ASSERT_EQ(wanted.count(), 2);
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().tiling, (Tiling{2, 8, 90}));
    enter(drawer->tilingFields()->emptyField(), QStringLiteral("0"));
    ASSERT_EQ(wanted.count(), 3);
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().tiling.emptyPercent, 0);
}

TEST(ImportPage, StacksAndAnimationsCanBeTakenOtherwise) {
    ShownPage shown;
    shown.give();
    QSignalSpy wanted(&shown.page, &ImportPage::readWanted);
    shown.open(Row::Size);
    const SizeDrawer* drawer = shown.page.sizeDrawer();
    EXPECT_FALSE(drawer->axesPicker()->isVisible());
    EXPECT_FALSE(drawer->framesPicker()->isVisible());
    shown.settings.range = {ValueRange::Kind::Fixed, 3, 90};
    shown.images->report_.remarks = {{"tiff.axes", "%1", {}}, {"frames.first", "%1", {}}};
    shown.give();
    ASSERT_TRUE(drawer->axesPicker()->isVisible());
    ASSERT_TRUE(drawer->framesPicker()->isVisible());
    const auto choose = [](QComboBox* picker, int index) {
        picker->setCurrentIndex(index);
        Q_EMIT picker->activated(index);
    };
    choose(drawer->framesPicker(), 1);
    ASSERT_EQ(wanted.count(), 1);
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().frames, Frames::All);
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().axes, Axes::Auto);
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().range, shown.settings.range);
    choose(drawer->axesPicker(), 1);
    ASSERT_EQ(wanted.count(), 2);
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().axes, Axes::Pages);
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().channels, 0) << "left to a guess again";
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().range.kind, ValueRange::Kind::Auto);
    // What was chosen can be taken back, though nothing is said of it any more.
    shown.settings.axes = Axes::Pages;
    shown.settings.frames = Frames::All;
    shown.images->report_.remarks.clear();
    shown.give();
    EXPECT_TRUE(drawer->axesPicker()->isVisible());
    EXPECT_EQ(drawer->axesPicker()->currentIndex(), 1);
    EXPECT_EQ(drawer->framesPicker()->currentIndex(), 1);
}

TEST(ImportPage, TheAxesOfAnArrayAreChosenBeforeThereAreImages) {
    ShownPage shown;
    QSignalSpy wanted(&shown.page, &ImportPage::axesWanted);
    const ArrayReadings array{
        "5 x 2 x 9 x 64 x 64", {}, {{"NTZHW", 90, 64, 64, 1}, {"NCZHW", 45, 64, 64, 2}, {"CNZHW", 1, 64, 64, 5}}};
    shown.page.setReadings(array);
    shown.settle();
    EXPECT_EQ(shown.page.headline(), QStringLiteral("Choose the axes"));
    EXPECT_EQ(shown.page.useButton()->text(), QStringLiteral("Choose the axes"));
    EXPECT_FALSE(shown.page.useButton()->isEnabled());
    EXPECT_TRUE(shown.page.isChoosing());
    for (const Row hidden : {Row::Set, Row::Labels, Row::Split, Row::Values})
        EXPECT_FALSE(shown.row(hidden)->isVisible());
    EXPECT_EQ(shown.row(Row::Size)->sentence(),
              QString::fromUtf8("An array of 5 \u00D7 2 \u00D7 9 \u00D7 64 \u00D7 64: what are its dimensions?"));
    ReadingList* list = shown.page.readings();
    ASSERT_TRUE(list->isVisible());
    EXPECT_EQ(list->chosen(), -1);
    EXPECT_EQ(list->button(1)->accessibleDescription(), QString::fromUtf8("45 images, 64 \u00D7 64, 2 channels"));
    EXPECT_EQ(list->button(2)->accessibleDescription(), QString::fromUtf8("1 image, 64 \u00D7 64, 5 channels"));
    QTest::mouseClick(list->button(1), Qt::LeftButton, {}, {10, 10});
    ASSERT_EQ(wanted.count(), 1);
    EXPECT_EQ(wanted.last()[0].value<std::string>(), "NCZHW");
    // While it is read the choice is off; where that failed it is there again, and none is chosen.
    shown.page.setReading({"Reading images", 1, 45, -1}, nullptr);
    EXPECT_FALSE(list->isEnabled());
    shown.page.setProblem(QStringLiteral("There is no memory for it."));
    EXPECT_TRUE(list->isEnabled());
    EXPECT_EQ(list->chosen(), -1);
    EXPECT_TRUE(shown.page.strip()->isVisible());
    // Once there are images they are chosen in the row's drawer.
    shown.give();
    EXPECT_FALSE(list->isVisible());
    EXPECT_TRUE(shown.row(Row::Size)->opens());
    EXPECT_FALSE(shown.page.isChoosing());
}

TEST(ImportPage, AnArrayCanBeReadByOtherAxes) {
    ShownPage shown;
    shown.give();
    QSignalSpy wanted(&shown.page, &ImportPage::readWanted);
    shown.open(Row::Size);
    const SizeDrawer* drawer = shown.page.sizeDrawer();
    EXPECT_FALSE(drawer->readingsPicker()->isVisible());
    ArrayReadings array{"100 x 3 x 32 x 32", "NCHW", {{"NCHW", 100, 32, 32, 3}}};
    shown.images->report_.array = array;
    shown.give();
    EXPECT_FALSE(drawer->readingsPicker()->isVisible()) << "there is nothing to choose";
    array.readings.push_back({"NZHW", 300, 32, 32, 1});
    shown.images->report_.array = array;
    shown.settings.range = {ValueRange::Kind::Fixed, 3, 90};
    shown.give();
    ASSERT_TRUE(drawer->readingsPicker()->isVisible());
    ASSERT_EQ(drawer->readingsPicker()->count(), 2);
    EXPECT_EQ(drawer->readingsPicker()->currentIndex(), 0);
    EXPECT_EQ(drawer->readingsPicker()->itemText(1), QStringLiteral("NZHW: 300 images, 32 × 32, grey"));
    drawer->readingsPicker()->setCurrentIndex(1);
    Q_EMIT drawer->readingsPicker()->activated(1);
    ASSERT_EQ(wanted.count(), 1);
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().arrayAxes, "NZHW");
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().channels, 0) << "left to a guess again";
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().range.kind, ValueRange::Kind::Auto);
    // What a person wrote and nobody offers is shown as well.
    array.axes = "NHCW";
    shown.images->report_.array = array;
    shown.settings.arrayAxes = "NHCW";
    shown.give();
    EXPECT_EQ(drawer->readingsPicker()->currentText(), QStringLiteral("NHCW"));
    drawer->fitPicker()->setCurrentIndex(static_cast<int>(Fit::Pad));
    Q_EMIT drawer->fitPicker()->activated(static_cast<int>(Fit::Pad));
    ASSERT_EQ(wanted.count(), 2);
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().arrayAxes, "NHCW") << "kept whatever else is chosen";
}

TEST(ImportPage, TheBackgroundIsSaidWhereItIsSeen) {
    ShownPage shown;
    ImportReport::Background& ground = shown.images->report_.background;
    const auto sentence = [&](bool mayBe) {
        auto imported = importedOf(shown.images, shown.settings);
        imported->transparent = mayBe;
        shown.page.setImported(imported, true, 0.1);
        shown.settle();
        return shown.row(Row::Background)->isHidden() ? QString() : shown.row(Row::Background)->sentence();
    };
    EXPECT_EQ(sentence(true), QString()) << "all of them are opaque";
    ground = {{0, 0, 0}, true, 1};
    EXPECT_EQ(sentence(true), QStringLiteral("Black behind 1 transparent picture"));
    ground.transparent = std::nullopt;  // of a cache that was written before they were counted
    EXPECT_EQ(sentence(true), QStringLiteral("Black behind transparent pictures"));
    EXPECT_EQ(sentence(false), QString());
}

TEST(ImportPage, TheGuessOfTheBackgroundIsSaidAndThereIsAWayBack) {
    ShownPage shown;
    ImportReport::Background& ground = shown.images->report_.background;
    const auto give = [&](const ImportReport::Background& background) {
        ground = background;
        shown.settings.background = background.colour;  // as it comes out
        shown.give();
    };
    give({{0, 0, 0}, true, 412});
    shown.open(Row::Background);
    const BackgroundDrawer* drawer = shown.page.background();
    EXPECT_EQ(drawer->chosen(), BackgroundDrawer::kGuess);
    EXPECT_EQ(drawer->note(), QStringLiteral("Black is a guess: most of the transparent pictures are seen on it"));
    QSignalSpy wanted(&shown.page, &ImportPage::readWanted);
    const auto background = [&] { return wanted.takeLast().at(0).value<ImportSettings>().background; };
    QTest::mouseClick(drawer->button(0), Qt::LeftButton);
    EXPECT_EQ(background(), (std::array<uint8_t, 3>{255, 255, 255}));
    give({{255, 255, 255}, false, 412});
    EXPECT_EQ(drawer->chosen(), 0);
    EXPECT_TRUE(drawer->note().isEmpty());
    QTest::mouseClick(drawer->button(BackgroundDrawer::kGuess), Qt::LeftButton);
    EXPECT_EQ(background(), std::nullopt);
    // Another size is read with what was chosen, and guesses anew what was guessed.
    const auto size = [&](const char* pixels) {
        shown.open(Row::Size);
        QLineEdit* field = shown.page.sizeDrawer()->sizeField()->line();
        QTest::mouseClick(field, Qt::LeftButton);
        field->selectAll();
        QTest::keyClicks(field, QString::fromLatin1(pixels));
        QTest::keyClick(field, Qt::Key_Return);
    };
    size("64");
    EXPECT_EQ(background(), (std::array<uint8_t, 3>{255, 255, 255}));
    give({{0, 0, 0}, true, 412});
    shown.open(Row::Background);
    EXPECT_EQ(drawer->chosen(), BackgroundDrawer::kGuess);
    size("48");
    EXPECT_EQ(background(), std::nullopt);
}

TEST(ImportPage, DuplicatesAreMovedByOneClickAndBack) {
    ShownPage shown;
    auto imported = importedOf(shown.images, shown.settings);
    imported->across.images = 7;
    for (int64_t i = 0; i < 7; ++i) imported->across.pairs.emplace_back(i + 60000, i);
    shown.page.setImported(imported, true, 0.1);
    shown.settle();
    EXPECT_EQ(shown.row(Row::Duplicates)->sentence(), QStringLiteral("7 pictures are on both sides of the split"));
    EXPECT_EQ(shown.page.pairs()->shown(), 4) << "and +3";
    QSignalSpy wanted(&shown.page, &ImportPage::arrangeWanted);
    QTest::mouseClick(shown.page.moveButton(), Qt::LeftButton);
    ASSERT_EQ(wanted.count(), 1);
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().duplicates, "train");
    shown.settings.duplicates = "train";
    shown.give();
    EXPECT_EQ(shown.row(Row::Duplicates)->sentence(), QStringLiteral("7 moved."));
    EXPECT_FALSE(shown.page.pairs()->isVisible());
    EXPECT_EQ(shown.page.moveButton()->text(), QStringLiteral("Undo"));
    QSignalSpy used(&shown.page, &ImportPage::useWanted);
    QWidget* focused = QApplication::focusWidget();
    QTest::keyClick(focused ? focused : &shown.page, Qt::Key_Return);
    EXPECT_EQ(used.count(), 1) << "after a click Return uses the images";
    EXPECT_EQ(wanted.count(), 1) << "and takes nothing back";
    QTest::mouseClick(shown.page.moveButton(), Qt::LeftButton);
    EXPECT_EQ(wanted.last()[0].value<ImportSettings>().duplicates, "keep");
}

TEST(ImportPage, WhatCouldNotBeReadIsCountedByReasonAndShown) {
    ShownPage shown;
    shown.images->unreadable_ = {{"/d/a.png", {"image.none", "%1 is an HTML page: download it again.", {"a.png"}}},
                                 {"/d/b.png", {"image.none", "%1 is an HTML page: download it again.", {"b.png"}}},
                                 {"/d/c.png", {"file.empty", "%1 is empty: copy it again.", {"c.png"}}}};
    shown.images->report_.hidden = 4;
    shown.give();
    EXPECT_EQ(shown.row(Row::NotRead)->sentence(), QStringLiteral("7 files, for 3 reasons"));
    const auto& lines = shown.page.reasons()->lines();
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0].first, 2);
    EXPECT_EQ(lines[0].second, QStringLiteral("such as: a.png is an HTML page: download it again."));
    EXPECT_EQ(lines[1].second, QStringLiteral("c.png is empty: copy it again."));
    EXPECT_EQ(lines[2].first, 4);
    QTest::mouseClick(shown.page.showFilesButton(), Qt::LeftButton);
    EXPECT_TRUE(shown.page.preview()->showsUnreadable());
    QTest::mouseClick(shown.page.showFilesButton(), Qt::LeftButton);
    EXPECT_FALSE(shown.page.preview()->showsUnreadable());
}

TEST(ImportPage, WithoutLabelsItIsOneGrid) {
    ShownPage shown;
    shown.images->labels_.clear();
    shown.images->report_.levels.clear();
    shown.settings.labels = "none";
    shown.give();
    EXPECT_EQ(shown.row(Row::Labels)->sentence(), QStringLiteral("None: grey in the plane"));
    EXPECT_FALSE(shown.page.bars()->isVisible());
    EXPECT_FALSE(shown.page.preview()->orderPicker()->isVisible());
    const PreviewGrid* grid = shown.page.preview()->grid();
    EXPECT_TRUE(grid->choice().columns.empty());
    EXPECT_GT(grid->shown(), 80);
    const auto first = grid->choice().images;
    QTest::mouseClick(shown.page.preview()->shuffleButton(), Qt::LeftButton);
    EXPECT_NE(grid->choice().images, first);
    // Few are larger, and all are there.
    const int cell = grid->cell();
    shown.images = std::make_shared<FakeImages>(30);
    shown.images->labels_.clear();
    shown.give();
    EXPECT_GT(grid->cell(), cell + 10);
    EXPECT_EQ(grid->shown(), 30);
    EXPECT_TRUE(grid->rect().contains(grid->cellAt(-1, 29)));
}

TEST(ImportPage, LabelsOfFewImagesLieInBandsBelowEachOther) {
    ShownPage shown;
    shown.images = std::make_shared<FakeImages>(900);
    shown.images->labels_.clear();
    for (int i = 0; i < 300; ++i) shown.images->labels_.push_back("species_" + std::to_string(1000 + i));
    shown.give();
    const PreviewGrid* grid = shown.page.preview()->grid();
    ASSERT_EQ(grid->choice().columns.size(), 20U) << "10 beside each other, and twice as many fit";
    EXPECT_EQ(grid->cellAt(10, 0).left(), grid->cellAt(0, 0).left());
    EXPECT_GT(grid->cellAt(10, 0).top(), grid->cellAt(0, 2).bottom() + 20);
    EXPECT_TRUE(grid->rect().contains(grid->cellAt(19, 2)));
    EXPECT_EQ(shown.page.preview()->countText(), QStringLiteral("60 of 900, 20 of 300 labels"));
}

TEST(ImportPage, AProblemIsSaidInItsPlaceAndWhatWasFoundStays) {
    ShownPage shown;
    shown.give();
    shown.page.setArranging(true);
    EXPECT_FALSE(shown.page.useButton()->isEnabled());
    shown.page.setProblem(QStringLiteral("There is no column ages."));
    EXPECT_TRUE(shown.page.useButton()->isEnabled());
    EXPECT_TRUE(shown.page.strip()->isVisible());
    EXPECT_EQ(shown.page.strip()->sentence(), QStringLiteral("There is no column ages."));
    EXPECT_EQ(shown.page.headline(), QStringLiteral("70,000 images"));
}

TEST(ImportPage, InANarrowWindowThePreviewGoesBelow) {
    ShownPage shown({1020, 704});
    shown.give();
    EXPECT_GT(shown.page.preview()->y(), 300);
    EXPECT_EQ(shown.page.preview()->x(), 0);
    EXPECT_EQ(shown.page.preview()->width(), 1020);
    // Rows keep their height and scroll; none lies over another.
    shown.page.resize(900, 464);
    shown.settle();
    EXPECT_EQ(shown.row(Row::Split)->height(), 54);
    EXPECT_EQ(shown.row(Row::Split)->y(), shown.row(Row::Labels)->y() + shown.row(Row::Labels)->height());
    // What opens is seen from its beginning, also where it is higher than the room.
    shown.page.resize(800, 464);
    shown.settle();
    shown.open(Row::Labels);
    ASSERT_GT(shown.row(Row::Labels)->height(), shown.row(Row::Labels)->visibleRegion().boundingRect().height());
    EXPECT_EQ(shown.row(Row::Labels)->visibleRegion().boundingRect().top(), 0);
    shown.page.resize(1268, 704);
    shown.settle();
    EXPECT_EQ(shown.page.preview()->y(), 0);
}

TEST(ImportPage, LightAndDarkAreBothDrawnByTokens) {
    for (const ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
        ThemeController::instance().setChoice(theme);
        ShownPage shown;
        shown.give();
        EXPECT_EQ(shown.at(&shown.page, {300, 690}), tokens().panel);
        EXPECT_EQ(shown.at(shown.page.preview(), {10, 300}), tokens().panel);
        EXPECT_EQ(shown.at(shown.row(Row::Split), {200, 0}), tokens().line);
    }
}

}  // namespace
}  // namespace zscape
