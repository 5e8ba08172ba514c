#include "ui/palette/command_palette.h"

#include "ui/palette/palette_delegate.h"
#include "ui/palette/palette_list.h"
#include "ui/palette/palette_model.h"
#include "ui/palette/palette_source.h"
#include "ui/panels/model/setting_field.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/plain_slider.h"

#include <QApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <gtest/gtest.h>

namespace zscape {
namespace {

class FakeSource : public PaletteSource {
public:
    std::vector<PaletteEntry> entries() const override { return list; }
    void activate(const QString& id) override {
        done.append(id);
        focusThen = QApplication::focusWidget();
    }
    void change(const QString& id, const SettingValue& value) override { changes.emplace_back(id, value); }

    std::vector<PaletteEntry> list;
    QStringList done;
    std::vector<std::pair<QString, SettingValue>> changes;
    QWidget* focusThen = nullptr;
};

class Palette : public testing::Test {
protected:
    void SetUp() override {
        for (int i = 0; i < 30; ++i) add(PaletteEntry::Kind::Action, QStringLiteral("Action %1").arg(i));
        source.list[3].reason = QStringLiteral("Nothing is training");
        PaletteEntry& beta = add(PaletteEntry::Kind::Setting, QStringLiteral("KL weight β"));
        beta.otherNames = {QStringLiteral("beta")};
        Setting setting;
        setting.key = "beta";
        setting.label = "KL weight β";
        setting.value = 1.0;
        setting.maximum = 100;
        setting.primary = setting.live = setting.logarithmic = true;
        beta.setting = setting;
        beta.value = 1.0;
        add(PaletteEntry::Kind::Recipe, QStringLiteral("WAE-MMD"));

        window.resize(1280, 800);
        before = new QPushButton(QStringLiteral("before"), &window);
        palette = new CommandPalette(&window);
        palette->addSource(&source);
        window.show();
        window.activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowActive(&window));
        before->setFocus();
    }

    PaletteEntry& add(PaletteEntry::Kind kind, const QString& name) {
        PaletteEntry entry;
        entry.kind = kind;
        entry.id = entry.name = name;
        source.list.push_back(entry);
        return source.list.back();
    }
    void type(const QString& text) { QTest::keyClicks(QApplication::focusWidget(), text); }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(QApplication::focusWidget(), key, modifiers);
    }
    QString chosen() const { return palette->model()->entry(palette->list()->chosen()).name; }

    FakeSource source;
    QWidget window;
    QPushButton* before = nullptr;
    CommandPalette* palette = nullptr;
};

TEST_F(Palette, LiesOverTheWindowByTheMeasuresOfThePicture) {
    palette->open();
    EXPECT_EQ(palette->geometry(), window.rect());
    EXPECT_EQ(palette->card().width(), metrics().px(640));
    EXPECT_EQ(palette->card().top(), metrics().px(92));
    EXPECT_EQ(palette->card().left(), (1280 - palette->card().width()) / 2);
    EXPECT_EQ(PaletteDelegate::rowHeight(), metrics().px(36));
    EXPECT_EQ(PaletteDelegate::headingHeight(), metrics().px(28));
    // Ten rows beneath their heading are seen, the others are scrolled to.
    EXPECT_EQ(palette->list()->height(), 10 * metrics().px(36) + metrics().px(28));
    EXPECT_EQ(palette->countText(), QStringLiteral("32 of 32")) << "nothing was used yet: everything";
    // Half of what lies beneath is seen through.
    const QColor beneath = window.palette().color(QPalette::Window);
    const QColor seen = window.grab().toImage().pixelColor(4, 790);
    EXPECT_NEAR(seen.lightness(), beneath.lightness() / 2, 2);
    window.resize(600, 360);
    EXPECT_TRUE(window.rect().contains(palette->card())) << "in a small window it is smaller";
}

TEST_F(Palette, TypingSearchesArrowsChooseAndReturnDoesItWhereTheFocusWas) {
    palette->open();
    type(QStringLiteral("action 1"));
    EXPECT_EQ(palette->countText(), QStringLiteral("12 of 32"));
    EXPECT_EQ(chosen(), QStringLiteral("Action 1"));
    press(Qt::Key_Down);
    EXPECT_EQ(chosen(), QStringLiteral("Action 10"));
    press(Qt::Key_Up);
    press(Qt::Key_Up);
    EXPECT_EQ(chosen(), QStringLiteral("Action 21")) << "round the end, past the heading";
    press(Qt::Key_Enter);
    EXPECT_EQ(source.done, QStringList{QStringLiteral("Action 21")});
    EXPECT_FALSE(palette->isOpen());
    EXPECT_EQ(source.focusThen, before);
    EXPECT_EQ(QApplication::focusWidget(), before);
}

TEST_F(Palette, EscAndAClickBesideItCloseAndNothingIsDone) {
    palette->open();
    press(Qt::Key_Escape);
    EXPECT_FALSE(palette->isOpen());
    EXPECT_EQ(QApplication::focusWidget(), before);
    palette->open();
    QTest::mouseClick(palette, Qt::LeftButton, {}, {30, 300});
    EXPECT_FALSE(palette->isOpen());
    EXPECT_EQ(QApplication::focusWidget(), before);
    EXPECT_TRUE(source.done.isEmpty());
}

TEST_F(Palette, AClickOnARowDoesIt) {
    palette->open();
    const QRect row = palette->list()->visualRect(palette->model()->index(2, 0));
    QTest::mouseClick(palette->list()->viewport(), Qt::LeftButton, {}, row.center());
    EXPECT_EQ(source.done, QStringList{QStringLiteral("Action 1")});
}

TEST_F(Palette, WhatIsOffIsShownLastAndNotDone) {
    palette->open();
    type(QStringLiteral("action"));
    press(Qt::Key_Up);
    EXPECT_EQ(chosen(), QStringLiteral("Action 3"));
    press(Qt::Key_Return);
    EXPECT_TRUE(palette->isOpen());
    EXPECT_TRUE(source.done.isEmpty());
}

TEST_F(Palette, NothingFoundIsSaid) {
    palette->open();
    type(QStringLiteral("xyz"));
    EXPECT_EQ(palette->emptyText(), QStringLiteral("Nothing is called “xyz”."));
    EXPECT_EQ(palette->countText(), QStringLiteral("0 of 32"));
    press(Qt::Key_Return);
    press(Qt::Key_Down);
    press(Qt::Key_Tab);
    EXPECT_TRUE(palette->isOpen());
}

TEST_F(Palette, WithoutAQueryTheLastFiveThatWereUsed) {
    QSignalSpy changed(palette, &CommandPalette::usedChanged);
    for (const char* query : {"action 7", "action 8", "action 9", "action 10", "mmd", "action 12", "action 9"}) {
        palette->open();
        type(QString::fromLatin1(query));
        press(Qt::Key_Return);
    }
    EXPECT_EQ(changed.size(), 7);
    palette->open();
    EXPECT_EQ(palette->used(),
              QStringList({QStringLiteral("Action 9"), QStringLiteral("Action 12"), QStringLiteral("WAE-MMD"),
                           QStringLiteral("Action 10"), QStringLiteral("Action 8")}));
    EXPECT_EQ(palette->countText(), QStringLiteral("5 of 32"));
    EXPECT_EQ(chosen(), QStringLiteral("Action 9"));
}

TEST_F(Palette, TabEditsASettingAndReturnCommits) {
    palette->open();
    type(QStringLiteral("beta"));
    EXPECT_EQ(chosen(), QStringLiteral("KL weight β"));
    press(Qt::Key_Tab);
    SettingField* field = palette->list()->fieldOf(QStringLiteral("KL weight β"));
    ASSERT_NE(field, nullptr);
    EXPECT_EQ(QApplication::focusWidget(), field->editor());
    type(QStringLiteral("4"));
    press(Qt::Key_Return);
    ASSERT_EQ(source.changes.size(), 1u);
    EXPECT_EQ(source.changes.front().second, SettingValue(4.0));
    EXPECT_FALSE(palette->isOpen());
    EXPECT_EQ(QApplication::focusWidget(), before);
    EXPECT_EQ(palette->used(), QStringList{QStringLiteral("KL weight β")});
}

TEST_F(Palette, AValueThatCannotBeStaysWithItsSentenceBeneath) {
    palette->open();
    type(QStringLiteral("beta"));
    press(Qt::Key_Return);  // as Tab does
    SettingField* field = palette->list()->fieldOf(QStringLiteral("KL weight β"));
    ASSERT_NE(field, nullptr);
    const int row = palette->list()->chosen(), height = palette->list()->height();
    type(QStringLiteral("1000"));
    press(Qt::Key_Return);
    EXPECT_TRUE(palette->isOpen());
    EXPECT_TRUE(source.changes.empty());
    EXPECT_FALSE(field->error().isEmpty());
    EXPECT_EQ(static_cast<QLineEdit*>(field->editor())->text(), QStringLiteral("1000"));
    EXPECT_TRUE(QTest::qWaitFor([&] {
        return palette->list()->visualRect(palette->model()->index(row, 0)).height() > metrics().px(36) &&
               palette->list()->height() > height;
    })) << "the row makes room";
    press(Qt::Key_Escape);
    EXPECT_TRUE(palette->isOpen()) << "Esc gives up what was typed first";
    EXPECT_EQ(QApplication::focusWidget(), palette->line());
    EXPECT_TRUE(field->error().isEmpty());
    EXPECT_TRUE(source.changes.empty());
    press(Qt::Key_Escape);
    EXPECT_FALSE(palette->isOpen());
}

TEST_F(Palette, TabStaysInIt) {
    palette->open();
    for (int i = 0; i < 5; ++i) press(Qt::Key_Tab);
    EXPECT_EQ(QApplication::focusWidget(), palette->line());
    type(QStringLiteral("beta"));
    std::vector<QWidget*> way;
    for (int i = 0; i < 3; ++i) {
        press(Qt::Key_Tab);
        way.push_back(QApplication::focusWidget());
    }
    SettingField* field = palette->list()->fieldOf(QStringLiteral("KL weight β"));
    EXPECT_EQ(way, (std::vector<QWidget*>{field->editor(), static_cast<QWidget*>(field->slider()), palette->line()}));
}

TEST_F(Palette, WhatChangesWhileItIsOpenIsSeenAndWhatIsChosenStays) {
    palette->open();
    type(QStringLiteral("action"));
    press(Qt::Key_Down);
    EXPECT_EQ(chosen(), QStringLiteral("Action 1"));
    source.list[0].reason = QStringLiteral("The images are being read");
    palette->refresh();
    EXPECT_EQ(chosen(), QStringLiteral("Action 1"));
    EXPECT_EQ(palette->model()->rowOf(QStringLiteral("Action 1")), 1) << "the other one is off, and last";
}

TEST_F(Palette, AnotherWidgetThatIsGivenTheFocusClosesIt) {
    auto* other = new QPushButton(QStringLiteral("other"), &window);
    other->show();
    palette->open();
    other->setFocus();
    EXPECT_FALSE(palette->isOpen());
    EXPECT_EQ(QApplication::focusWidget(), other);
}

}  // namespace
}  // namespace zscape
