#include "ui/panels/model/setting_field.h"

#include "ui/widgets/curve_editor.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/plain_slider.h"

#include <gtest/gtest.h>

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

namespace zscape {
namespace {

Setting numberSetting() {
    Setting setting;
    setting.key = "beta";
    setting.label = "KL weight β";
    setting.value = 1.0;
    setting.minimum = 0;
    setting.maximum = 1000;
    setting.primary = setting.live = setting.logarithmic = true;
    return setting;
}

Setting integerSetting() {
    Setting setting;
    setting.key = "batch_size";
    setting.label = "Batch";
    setting.type = Setting::Type::Integer;
    setting.value = int64_t{128};
    setting.minimum = 1;
    setting.maximum = 65536;
    setting.unit = "images";
    return setting;
}

void enter(QLineEdit* line, const char* text) {
    line->selectAll();
    QTest::keyClicks(line, QString::fromUtf8(text));
    QTest::keyClick(line, Qt::Key_Return);
}

SettingValue lastOf(const QSignalSpy& spy) { return spy.last()[0].value<SettingValue>(); }

TEST(SettingField, ANumberIsTakenWithinItsRangeOnly) {
    SettingField field(integerSetting());
    field.show();
    QSignalSpy changed(&field, &SettingField::valueChanged);
    QLineEdit* line = field.numberField()->line();
    enter(line, "256");
    ASSERT_EQ(changed.count(), 1);
    EXPECT_EQ(lastOf(changed), SettingValue(int64_t{256}));
    enter(line, "0");
    EXPECT_EQ(changed.count(), 1);
    EXPECT_TRUE(field.error().contains(QStringLiteral("1"))) << field.error().toStdString();
    EXPECT_TRUE(field.error().contains(QStringLiteral("65536")));
    EXPECT_EQ(field.value(), SettingValue(int64_t{256}));
    enter(line, "2.5");
    EXPECT_FALSE(field.error().isEmpty());
    enter(line, "64");
    EXPECT_TRUE(field.error().isEmpty());
    EXPECT_EQ(lastOf(changed), SettingValue(int64_t{64}));
}

TEST(SettingField, AWeightHasASliderThatTellsOnceWhenItIsLetGo) {
    EXPECT_TRUE(SettingField::wantsSlider(numberSetting()));
    EXPECT_FALSE(SettingField::wantsSlider(integerSetting()));
    SettingField field(numberSetting());
    field.resize(160, 40);
    field.show();
    QSignalSpy changed(&field, &SettingField::valueChanged);
    PlainSlider* slider = field.slider();
    slider->setSliderDown(true);
    for (int i = 0; i < 5; ++i) slider->setSliderPosition(slider->value() + 40);
    EXPECT_EQ(changed.count(), 0);
    EXPECT_GT(field.numberField()->value(), 1);
    slider->setSliderDown(false);
    ASSERT_EQ(changed.count(), 1);
    EXPECT_DOUBLE_EQ(std::get<double>(lastOf(changed)), field.numberField()->value());
    // A key on the slider is a whole gesture.
    QTest::keyClick(slider, Qt::Key_Left);
    EXPECT_EQ(changed.count(), 2);
    // A typed value moves the slider and tells once.
    enter(field.numberField()->line(), "4");
    EXPECT_EQ(changed.count(), 3);
    EXPECT_NEAR(slider->realValue(), 4, 0.1);
}

TEST(SettingField, LockedSaysWhy) {
    SettingField field(integerSetting());
    EXPECT_FALSE(field.isLocked());
    field.setLocked(true);
    EXPECT_FALSE(field.editor()->isEnabled());
    EXPECT_EQ(field.editor()->toolTip(), QStringLiteral("Fixed while a run trains"));
    field.setLocked(false);
    EXPECT_TRUE(field.editor()->isEnabled());
}

TEST(SettingField, AChoiceASwitchAndALine) {
    Setting choice;
    choice.key = "corruption";
    choice.type = Setting::Type::Choice;
    choice.choices = {"none", "salt_and_pepper"};
    choice.value = std::string("none");
    SettingField picker(choice);
    QSignalSpy picked(&picker, &SettingField::valueChanged);
    auto* box = qobject_cast<QComboBox*>(picker.editor());
    ASSERT_NE(box, nullptr);
    EXPECT_EQ(box->itemText(1), QStringLiteral("Salt and pepper"));
    box->setCurrentIndex(1);
    Q_EMIT box->activated(1);
    EXPECT_EQ(lastOf(picked), SettingValue(std::string("salt_and_pepper")));

    Setting flag;
    flag.key = "gaussian_learned";
    flag.type = Setting::Type::Flag;
    flag.value = false;
    SettingField check(flag);
    check.show();
    QSignalSpy checked(&check, &SettingField::valueChanged);
    qobject_cast<QCheckBox*>(check.editor())->click();
    EXPECT_EQ(lastOf(checked), SettingValue(true));

    Setting text;
    text.key = "hidden";
    text.type = Setting::Type::Text;
    text.value = std::string("400");
    SettingField line(text);
    line.show();
    QSignalSpy typed(&line, &SettingField::valueChanged);
    enter(qobject_cast<QLineEdit*>(line.editor()), "512-256");
    EXPECT_EQ(lastOf(typed), SettingValue(std::string("512-256")));
    line.setError(QStringLiteral("Widths are whole numbers."));
    EXPECT_EQ(line.error(), QStringLiteral("Widths are whole numbers."));
}

TEST(SettingField, ACurveIsDrawnOrWritten) {
    Setting setting;
    setting.key = "beta_curve";
    setting.label = "KL weight β";
    setting.type = Setting::Type::Curve;
    setting.value = std::string("0:0, 5:1");
    setting.maximum = 1000;
    setting.unit = "epochs";
    SettingField field(setting);
    field.resize(240, 160);
    field.show();
    QSignalSpy changed(&field, &SettingField::valueChanged);
    auto* line = qobject_cast<QLineEdit*>(field.editor());
    ASSERT_NE(field.curve(), nullptr);
    QTest::mouseClick(field.curve(), Qt::RightButton, {}, field.curve()->position({5, 1}).toPoint());
    ASSERT_EQ(changed.count(), 1);
    EXPECT_EQ(lastOf(changed), SettingValue(std::string("0:0")));
    EXPECT_EQ(line->text(), QStringLiteral("0:0"));
    enter(line, "0:2,10:4");
    EXPECT_EQ(lastOf(changed), SettingValue(std::string("0:2, 10:4")));
    EXPECT_EQ(field.curve()->points(), (std::vector<CurvePoint>{{0, 2}, {10, 4}}));
    EXPECT_EQ(line->text(), QStringLiteral("0:2, 10:4"));
    enter(line, "5:1, 2:1");
    EXPECT_EQ(changed.count(), 2);
    EXPECT_TRUE(field.error().contains(QStringLiteral("Point 2"))) << field.error().toStdString();
    EXPECT_EQ(field.curve()->points().size(), 2U) << "what was drawn stays";
    field.setLocked(true);
    EXPECT_FALSE(field.curve()->isEnabled());
}

TEST(SettingField, AValueFromOutsideTellsNobody) {
    SettingField field(numberSetting());
    QSignalSpy changed(&field, &SettingField::valueChanged);
    field.setValue(4.0);
    EXPECT_EQ(changed.count(), 0);
    EXPECT_EQ(field.numberField()->value(), 4);
    EXPECT_NEAR(field.slider()->realValue(), 4, 0.1);
}

}  // namespace
}  // namespace zscape
