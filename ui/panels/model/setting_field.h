#pragma once

#include "engine/core/setting.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;

namespace zscape {

class CurveEditor;
class HeaderCombo;
class NumberField;
class PlainSlider;

/// The editor of one Setting, made from its declaration: a number in a field with its unit (a weight that may be 0 also
/// has a slider), a switch, a choice, a line of text or a line to draw. What cannot be is refused in place, with the
/// range.
class SettingField : public QWidget {
    Q_OBJECT

public:
    explicit SettingField(Setting setting, QWidget* parent = nullptr);

    const Setting& setting() const { return setting_; }
    SettingValue value() const { return value_; }
    /// The model's value. Emits nothing; what a person is typing stays, and so does what they gave until the model has
    /// it: where it is refused it stands in the field still.
    void setValue(const SettingValue& value);
    /// What a person gave is answered: the field shows the model's value again.
    void forgetGiven();
    /// The value was chosen by the number of images, and says so.
    void setChosen(bool chosen);
    /// Fixed while a run trains.
    void setLocked(bool locked);
    bool isLocked() const { return locked_; }
    /// A sentence beneath the field; empty takes it away.
    void setError(const QString& sentence);
    QString error() const;

    /// What takes the focus, for buddies and the tab order.
    QWidget* editor() const { return editor_; }
    NumberField* numberField() const { return number_; }
    PlainSlider* slider() const { return slider_; }
    CurveEditor* curve() const { return curve_; }

    /// A slider goes with a live, primary number on a logarithmic scale that begins at 0: a weight.
    static bool wantsSlider(const Setting& setting);

Q_SIGNALS:
    /// A person gave a value that is right for this setting.
    void valueChanged(const zscape::SettingValue& value);

private:
    void buildNumber();
    void buildCurve();
    /// \return false when the value cannot be, which the field then says
    bool give(const SettingValue& value);
    void showValue(const SettingValue& value);

    Setting setting_;
    SettingValue value_;  ///< that stands in the field
    SettingValue model_;  ///< the model's
    bool given_ = false;  ///< value_ is a person's, and the model has not answered with another one
    bool locked_ = false;
    QWidget* editor_ = nullptr;
    NumberField* number_ = nullptr;
    PlainSlider* slider_ = nullptr;
    QCheckBox* flag_ = nullptr;
    HeaderCombo* choice_ = nullptr;
    QLineEdit* text_ = nullptr;
    CurveEditor* curve_ = nullptr;  ///< above its points as text
    QLabel* error_ = nullptr;
};

/// "salt_and_pepper" -> "Salt and pepper".
QString choiceName(const std::string& choice);

}  // namespace zscape
