#include "ui/panels/model/setting_field.h"

#include "engine/core/error.h"
#include "ui/text/sentence.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/command_name.h"
#include "ui/widgets/curve_editor.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/plain_slider.h"
#include "ui/widgets/when_edited.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include <cmath>
#include <utility>

namespace zscape {

namespace {

double numberOf(const SettingValue& value) {
    if (const auto* integer = std::get_if<int64_t>(&value)) return static_cast<double>(*integer);
    if (const auto* number = std::get_if<double>(&value)) return *number;
    return 0;
}

/// Three digits are enough for what a hand on a slider means.
double rounded(double value) {
    if (value == 0) return 0;
    const double unit = std::pow(10, std::floor(std::log10(std::abs(value))) - 1);
    return std::round(value / unit) * unit;
}

}  // namespace

QString choiceName(const std::string& choice) {
    QString name = QString::fromStdString(choice);
    name.replace(QLatin1Char('_'), QLatin1Char(' '));
    // Short names in small letters are abbreviations: bce, mse.
    if (name.size() <= 3) return name.toUpper();
    name[0] = name[0].toUpper();
    return name;
}

bool SettingField::wantsSlider(const Setting& setting) {
    return setting.type == Setting::Type::Number && setting.primary && setting.live && setting.logarithmic &&
           setting.minimum == 0;
}

SettingField::SettingField(Setting setting, QWidget* parent)
    : QWidget(parent),
      setting_(std::move(setting)),
      value_(setting_.value),
      model_(setting_.value) {
    keepFromCommands(this);  // settings are found by their names
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics().px(2));
    switch (setting_.type) {
        case Setting::Type::Integer:
        case Setting::Type::Number: buildNumber(); break;
        case Setting::Type::Flag:
            flag_ = new QCheckBox(this);
            flag_->setMinimumHeight(metrics().control());
            editor_ = flag_;
            column->addWidget(flag_);
            connect(flag_, &QCheckBox::clicked, this, [this](bool on) { give(on); });
            break;
        case Setting::Type::Choice:
            choice_ = new HeaderCombo(wordsOf(setting_.label), this, true);
            choice_->setChosenInList(true);
            choice_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
            for (const std::string& choice : setting_.choices)
                choice_->addItem(choiceName(choice), QString::fromStdString(choice));
            editor_ = choice_;
            column->addWidget(choice_);
            connect(choice_, &QComboBox::activated, this,
                    [this] { give(choice_->currentData().toString().toStdString()); });
            break;
        case Setting::Type::Curve: buildCurve(); [[fallthrough]];
        case Setting::Type::Text:
            text_ = new QLineEdit(this);
            text_->setAlignment(curve_ ? Qt::AlignLeft : Qt::AlignRight);
            editor_ = text_;
            column->addWidget(text_);
            whenEdited(text_, this, [this] {
                const bool given = text_->isModified() && give(text_->text().trimmed().toStdString());
                text_->setModified(false);
                if (given && curve_) showValue(value_);
            });
            break;
    }
    if (!number_) {
        error_ = new QLabel(this);
        error_->setFont(axisFont());
        error_->setWordWrap(true);
        error_->hide();
        column->addWidget(error_);
    }
    editor_->setAccessibleName(wordsOf(setting_.label));
    setLocked(false);
    showValue(value_);
}

void SettingField::buildNumber() {
    number_ = new NumberField(this);
    number_->setRange(setting_.minimum, setting_.maximum, setting_.type == Setting::Type::Integer);
    // "Epochs: 20 epochs" says the same twice.
    const QString unit = wordsOf(setting_.unit);
    const QString label = wordsOf(setting_.label);
    const bool told =
        unit.compare(label, Qt::CaseInsensitive) == 0 || label.endsWith(QLatin1Char(' ') + unit, Qt::CaseInsensitive);
    if (!told) number_->setUnit(unit);
    editor_ = number_->line();
    // Unit and lock lie inside the line and would hold it open; a narrow column may cover the unit's end, never widen.
    editor_->setMinimumWidth(metrics().px(48));
    const auto asValue = [this](double value) {
        return setting_.type == Setting::Type::Integer ? SettingValue(static_cast<int64_t>(std::llround(value)))
                                                       : SettingValue(value);
    };
    connect(number_, &NumberField::valueChanged, this, [this, asValue](double value) {
        if (slider_) slider_->setRealValue(value);
        give(asValue(value));
    });
    auto* row = new QHBoxLayout;
    row->setSpacing(metrics().px(8));
    if (wantsSlider(setting_)) {
        slider_ = new PlainSlider(this);
        slider_->setRealRange(setting_.minimum, setting_.maximum, true);
        slider_->setAccessibleName(wordsOf(setting_.label));
        row->addWidget(slider_, 1, Qt::AlignTop);
        slider_->setMinimumHeight(metrics().control());
        number_->setFixedWidth(metrics().px(58));
        // While it is dragged only the number follows: a run would get a mark on its curves for every pixel.
        connect(slider_, &PlainSlider::realValueChanged, this, [this, asValue](double value) {
            number_->setValue(rounded(value));
            if (!slider_->isSliderDown()) give(asValue(rounded(value)));
        });
        connect(slider_, &QSlider::sliderReleased, this, [this, asValue] {
            const SettingValue value = asValue(rounded(slider_->realValue()));
            if (value != value_) give(value);
        });
    }
    row->addWidget(number_, slider_ ? 0 : 1, Qt::AlignTop);
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
}

void SettingField::buildCurve() {
    curve_ = new CurveEditor(setting_.minimum, setting_.maximum, wordsOf(setting_.unit), this);
    curve_->setAccessibleName(wordsOf(setting_.label));
    layout()->addWidget(curve_);
    layout()->setSpacing(metrics().px(6));
    connect(curve_, &CurveEditor::edited, this, [this] {
        text_->setModified(false);
        give(curveText(curve_->points()));
        showValue(value_);
    });
}

bool SettingField::give(const SettingValue& value) {
    try {
        const SettingValue given = checkSetting(setting_, value);
        if (given == value_ && error().isEmpty()) return true;  // what is there already changes nothing
        value_ = given;
        given_ = true;
    } catch (const Error& error) {
        setError(QString::fromUtf8(error.what()));
        return false;
    }
    setError({});
    Q_EMIT valueChanged(value_);
    return true;
}

void SettingField::setValue(const SettingValue& value) {
    if (given_ && value == model_) return;
    model_ = value;
    given_ = false;
    showValue(value);
}

void SettingField::forgetGiven() {
    if (!std::exchange(given_, false)) return;
    showValue(model_);
}

void SettingField::showValue(const SettingValue& value) {
    value_ = value;
    if (number_) number_->setValue(numberOf(value));
    if (slider_ && !slider_->isSliderDown()) slider_->setRealValue(numberOf(value));
    if (flag_) flag_->setChecked(std::holds_alternative<bool>(value) && std::get<bool>(value));
    const auto* words = std::get_if<std::string>(&value);
    if (choice_ && words) choice_->setCurrentIndex(choice_->findData(QString::fromStdString(*words)));
    if (text_ && words && !text_->isModified()) text_->setText(QString::fromStdString(*words));
    if (curve_ && words) curve_->setPoints(readCurve(*words));
}

void SettingField::setChosen(bool chosen) {
    if (number_) number_->setNote(chosen ? tr("by image count") : QString());
}

void SettingField::setLocked(bool locked) {
    // Qt would hand the focus on to the next field, where the next T is a letter.
    if (QWidget* focused = locked && !locked_ ? focusWidget() : nullptr; focused && focused->hasFocus())
        focused->clearFocus();
    locked_ = locked;
    const QString sentence = wordsOf(setting_.sentence);
    const QString tip = locked ? tr("Fixed while a run trains") : sentence;
    if (number_) {
        number_->setLocked(locked, tip);
    } else {
        editor_->setEnabled(!locked);
        editor_->setToolTip(tip);
    }
    for (QWidget* beside : {static_cast<QWidget*>(slider_), static_cast<QWidget*>(curve_)}) {
        if (!beside) continue;
        beside->setEnabled(!locked);
        beside->setToolTip(tip);
    }
}

void SettingField::setError(const QString& sentence) {
    if (number_) return number_->setError(sentence);
    error_->setText(sentence);
    error_->setVisible(!sentence.isEmpty());
    QPalette palette = error_->palette();
    palette.setColor(QPalette::WindowText, tokens().bad);
    error_->setPalette(palette);
    setFieldError(editor_, !sentence.isEmpty());
    editor_->setAccessibleDescription(sentence);
}

QString SettingField::error() const { return number_ ? number_->error() : error_->text(); }

}  // namespace zscape
