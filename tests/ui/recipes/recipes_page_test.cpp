#include "ui/recipes/recipes_page.h"

#include "ui/recipes/group_list.h"
#include "ui/recipes/recipe_card.h"
#include "ui/recipes/recipes_foot.h"
#include "ui/recipes/recipes_head.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/icon_button.h"

#include <gtest/gtest.h>

#include <QCheckBox>
#include <QFile>
#include <QImage>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTest>

#include <map>

namespace zscape {
namespace {

constexpr DataShape kDigits{.channels = 1, .size = 28, .labels = 10, .images = 60000};

/// The page at its place in a window of some size.
struct RecipesPageTest : testing::Test {
    void SetUp() override { open(kDigits); }
    void open(const DataShape& shape, QSize window = {1280, 800}, bool trained = true) {
        host = std::make_unique<QWidget>();
        host->resize(window);
        page = new RecipesPage(host.get());
        page->setGeometry(268, 68, window.width() - 274, window.height() - 96);
        page->begin([&](const std::string& name) { return misfitOf(findRecipe(name), shape); });
        page->setNow({"vae-2d", QStringLiteral("VAE, two dimensions"), trained});
        host->show();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(host.get()));
        host->activateWindow();
        page->chooseNow();
        page->setFocus(Qt::OtherFocusReason);
        QCoreApplication::processEvents();
    }
    RecipeCard* card(const char* name) const { return page->grid()->card(name); }
    std::string chosen() const { return page->grid()->chosen() ? page->grid()->chosen()->offer().name : ""; }
    /// Into whatever has the focus, as the window hands keys out.
    void press(int key, const QString& text = {}) {
        QWidget* to = QApplication::focusWidget() ? QApplication::focusWidget() : page;
        QKeyEvent event(QEvent::KeyPress, key, Qt::NoModifier, text);
        QApplication::sendEvent(to, &event);
    }
    void type(const char* words) {
        for (const char* letter = words; *letter; ++letter)
            press(QChar(QLatin1Char(*letter)).toUpper().unicode(), QString(QLatin1Char(*letter)));
    }
    QString begin() const { return page->foot()->beginButton()->text(); }

    std::unique_ptr<QWidget> host;
    RecipesPage* page = nullptr;
};

TEST_F(RecipesPageTest, EveryRecipeIsACardOfOneGroup) {
    ASSERT_EQ(page->grid()->cards().size(), recipes().size());
    const int counts[] = {5, 4, 3, 12, 1, 2, 9};
    for (int i = 0; i < kRecipeGroups; ++i)
        EXPECT_EQ(page->groups()->count(static_cast<RecipeGroup>(i)), counts[i]) << i;
}

/// A strip that the recipe has drawn itself: none is another one's.
TEST_F(RecipesPageTest, EveryRecipeHasAPictureOfItsOwn) {
    std::map<QByteArray, std::string> seen;
    qint64 bytes = 0;
    for (const Recipe& recipe : recipes()) {
        QFile file(recipePicture(recipe.name));
        ASSERT_TRUE(file.open(QIODevice::ReadOnly)) << recipe.name << ": run scripts/recipe_pictures";
        const QByteArray data = file.readAll();
        bytes += data.size();
        const QImage picture = QImage::fromData(data);
        ASSERT_FALSE(picture.isNull()) << recipe.name;
        EXPECT_TRUE(picture.isGrayscale()) << recipe.name;
        EXPECT_GE(picture.width(), 2 * picture.height()) << recipe.name << ": it is a strip";
        const auto [at, fresh] = seen.emplace(data, recipe.name);
        EXPECT_TRUE(fresh) << recipe.name << " has the picture of " << at->second;
        EXPECT_TRUE(card(recipe.name.c_str())->hasPicture());
    }
    EXPECT_LT(bytes, 512 * 1024);
}

TEST_F(RecipesPageTest, SentencesAreWholeInTwoLines) {
    const QFontMetrics metrics(noteFont());
    for (const Recipe& recipe : recipes()) {
        const QRect room(0, 0, zscape::metrics().px(RecipeCard::kWidth - 24), 1000);
        const int height =
            metrics.boundingRect(room, Qt::TextWordWrap, QString::fromStdString(recipe.sentence)).height();
        EXPECT_LE(height, 2 * metrics.lineSpacing()) << recipe.name << ": " << recipe.sentence;
        EXPECT_LE(QFontMetrics(titleFont()).horizontalAdvance(QString::fromStdString(recipe.title)), room.width())
            << recipe.title;
    }
}

TEST_F(RecipesPageTest, LettersAreSearchedWhereverTheFocusIs) {
    EXPECT_EQ(QApplication::focusWidget(), card("vae-2d"));
    type("beta");
    EXPECT_EQ(page->head()->search()->text(), QStringLiteral("beta"));
    EXPECT_TRUE(card("beta-vae")->isVisible());
    EXPECT_TRUE(card("beta-tcvae")->isVisible());
    EXPECT_FALSE(card("pca")->isVisible());
    EXPECT_EQ(page->groups()->count(RecipeGroup::WithLabels), 0);
    EXPECT_NE(chosen(), "vae-2d") << "one that is shown is chosen";
    // Esc takes the search back first.
    EXPECT_TRUE(page->letGo());
    EXPECT_TRUE(card("pca")->isVisible());
    EXPECT_FALSE(page->letGo());
    type("kingma");
    EXPECT_TRUE(card("free-bits")->isVisible()) << "by its paper";
    EXPECT_FALSE(card("beta-vae")->isVisible());
    page->letGo();
    type("xyz");
    EXPECT_EQ(page->grid()->chosen(), nullptr);
    EXPECT_FALSE(page->foot()->beginButton()->isEnabled());
}

TEST_F(RecipesPageTest, ArrowsMoveAndReturnBegins) {
    QSignalSpy begun(page, &RecipesPage::chosen);
    press(Qt::Key_Right);
    EXPECT_EQ(chosen(), "ae");
    press(Qt::Key_Down);
    EXPECT_EQ(card(chosen().c_str())->x(), card("ae")->x());
    EXPECT_GT(card(chosen().c_str())->y(), card("ae")->y());
    press(Qt::Key_Up);
    EXPECT_EQ(chosen(), "ae");
    press(Qt::Key_End);
    EXPECT_EQ(card(chosen().c_str())->offer().group, RecipeGroup::Published);
    EXPECT_EQ(page->groups()->current(), RecipeGroup::Published);
    EXPECT_FALSE(card(chosen().c_str())->visibleRegion().isEmpty()) << "it is scrolled to";
    press(Qt::Key_Home);
    EXPECT_EQ(chosen(), "vae-2d");
    press(Qt::Key_Right);
    EXPECT_EQ(begin(), QStringLiteral("Begin with Autoencoder"));
    EXPECT_EQ(page->foot()->sentence(),
              QStringLiteral("A new run beside “VAE, two dimensions”, which stays in Runs as it is."));
    press(Qt::Key_Return);
    ASSERT_EQ(begun.count(), 1);
    EXPECT_EQ(begun[0][0].toString(), QStringLiteral("ae"));
    press(Qt::Key_Enter);
    EXPECT_EQ(begun.count(), 2) << "they are one key";
}

TEST_F(RecipesPageTest, ReturnOnAButtonPressesThat) {
    QSignalSpy begun(page, &RecipesPage::chosen), cancelled(page, &RecipesPage::cancelWanted);
    press(Qt::Key_Right);
    page->foot()->cancelButton()->setFocus(Qt::TabFocusReason);
    press(Qt::Key_Return);
    EXPECT_EQ(begun.count(), 0);
    EXPECT_EQ(cancelled.count(), 1);
}

TEST_F(RecipesPageTest, TheRecipeInUseIsKept) {
    QSignalSpy begun(page, &RecipesPage::chosen), kept(page, &RecipesPage::cancelWanted);
    EXPECT_EQ(begin(), QStringLiteral("Keep"));
    press(Qt::Key_Return);
    EXPECT_EQ(begun.count(), 0);
    EXPECT_EQ(kept.count(), 1);
}

TEST_F(RecipesPageTest, ARunThatWasNotTrainedMakesRoom) {
    open(kDigits, {1280, 800}, false);
    press(Qt::Key_Right);
    EXPECT_TRUE(page->foot()->sentence().contains(QStringLiteral("in place of")));
}

TEST_F(RecipesPageTest, AClickChoosesAndADoubleClickBegins) {
    QSignalSpy begun(page, &RecipesPage::chosen);
    RecipeCard* other = card("vae");
    QTest::mouseClick(other, Qt::LeftButton);
    EXPECT_EQ(chosen(), "vae");
    EXPECT_EQ(begun.count(), 0);
    QTest::mouseDClick(other, Qt::LeftButton);
    ASSERT_EQ(begun.count(), 1);
    EXPECT_EQ(begun[0][0].toString(), QStringLiteral("vae"));
    // Its edge says which it is.
    const QImage seen = other->grab().toImage();
    EXPECT_EQ(seen.pixelColor(1, seen.height() / 2), tokens().accent);
}

TEST_F(RecipesPageTest, WhatDoesNotFitSaysWhyAndOffersToMendIt) {
    QSignalSpy begun(page, &RecipesPage::chosen), mended(page, &RecipesPage::mendWanted);
    RecipeCard* small = card("conv-ae-32");
    ASSERT_FALSE(small->fits());
    EXPECT_EQ(small->offer().misfit->reason, QStringLiteral("These are 28 × 28 grey"));
    ASSERT_NE(small->mendButton(), nullptr);
    EXPECT_EQ(small->mendButton()->text(), QStringLiteral("Import at 32 × 32 in colour"));
    QTest::mouseClick(small, Qt::LeftButton, {}, {100, 20});
    EXPECT_FALSE(page->foot()->beginButton()->isEnabled());
    EXPECT_TRUE(page->foot()->sentence().contains(QStringLiteral("32 × 32")));
    press(Qt::Key_Return);
    EXPECT_EQ(begun.count(), 0);
    QTest::mouseClick(small->mendButton(), Qt::LeftButton);
    ASSERT_EQ(mended.count(), 1);
    EXPECT_EQ(mended[0][0].toString(), QStringLiteral("conv-ae-32"));
    // Its picture is pale: nowhere as bright as one whose recipe fits.
    const auto brightest = [](RecipeCard* shown) {
        const QImage image = shown->grab(QRect(10, 10, 234, 60)).toImage();
        int most = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x) most = std::max(most, qGray(image.pixel(x, y)));
        return most;
    };
    EXPECT_LT(brightest(small), 115);
    EXPECT_GT(brightest(card("vae-2d")), 180);
}

TEST_F(RecipesPageTest, OnlyThoseThatFitCanBeShown) {
    EXPECT_EQ(page->onlyFitting()->text(), QStringLiteral("Only the 35 that fit"));
    QTest::mouseClick(page->onlyFitting(), Qt::LeftButton, {}, {8, page->onlyFitting()->height() / 2});
    EXPECT_FALSE(card("conv-ae-32")->isVisible());
    EXPECT_EQ(page->groups()->count(RecipeGroup::Sharper), 3);
    open({.channels = 3, .size = 32, .images = 100});
    EXPECT_EQ(page->onlyFitting()->text(), QStringLiteral("Only the 35 that fit"))
        << "now the one that asks for labels";
    EXPECT_EQ(card("cvae")->offer().misfit->reason, QStringLiteral("These have no labels"));
    EXPECT_EQ(card("cvae")->offer().misfit->mend, RecipeMisfit::Mend::ImportPage);
    open({.channels = 3, .size = 32, .labels = 10, .images = 100});
    EXPECT_FALSE(page->onlyFitting()->isVisible());
}

TEST_F(RecipesPageTest, GivesWayAsTheWindowNarrows) {
    const std::pair<QSize, int> windows[] = {{{1280, 800}, 3}, {{1180, 800}, 2}, {{1179, 800}, 2}, {{2560, 1440}, 7}};
    for (const auto& [size, columns] : windows) {
        open(kDigits, size);
        EXPECT_EQ(page->grid()->columns(), columns) << size.width();
        EXPECT_TRUE(page->groups()->isVisible());
        EXPECT_LE(page->grid()->width() + metrics().scrollBar(), page->scrollArea()->width());
    }
    open(kDigits, {1039, 800});
    EXPECT_FALSE(page->groups()->isVisible());
    HeaderCombo* combo = page->head()->groups();
    ASSERT_TRUE(combo->isVisible());
    EXPECT_EQ(combo->count(), kRecipeGroups);
    combo->setFocus(Qt::TabFocusReason);
    press(Qt::Key_Down);
    if (QApplication::activePopupWidget()) QApplication::activePopupWidget()->close();
    EXPECT_EQ(chosen(), "vae-2d") << "a closed list is not turned";
}

TEST_F(RecipesPageTest, AGroupIsGoneToByAClick) {
    QTest::mouseClick(page->groups(), Qt::LeftButton, {},
                      page->groups()->rowRect(RecipeGroup::AgainstCollapse).center());
    EXPECT_EQ(page->groups()->current(), RecipeGroup::AgainstCollapse);
    ASSERT_NE(page->grid()->chosen(), nullptr);
    EXPECT_EQ(page->grid()->chosen()->offer().group, RecipeGroup::AgainstCollapse);
    EXPECT_FALSE(page->grid()->chosen()->visibleRegion().isEmpty());
}

TEST_F(RecipesPageTest, ABuildThatTakesLongShowsABar) {
    press(Qt::Key_Right);
    page->setBuilding(true);
    EXPECT_FALSE(page->foot()->bar()->isVisible());
    EXPECT_FALSE(page->foot()->beginButton()->isEnabled());
    QSignalSpy begun(page, &RecipesPage::chosen);
    press(Qt::Key_Return);
    EXPECT_EQ(begun.count(), 0) << "one at a time";
    page->setBuilding(true, true);
    EXPECT_TRUE(page->foot()->bar()->isVisible());
    EXPECT_TRUE(page->foot()->cancelButton()->isEnabled());
    page->setRefused(QStringLiteral("There is no memory for it."));
    EXPECT_FALSE(page->foot()->bar()->isVisible());
    EXPECT_EQ(page->foot()->sentence(), QStringLiteral("There is no memory for it."));
    EXPECT_TRUE(page->foot()->beginButton()->isEnabled());
}

}  // namespace
}  // namespace zscape
