#pragma once

#include "engine/core/setting.h"

#include <QWidget>

#include <map>
#include <set>
#include <string>
#include <vector>

class QLabel;

namespace zscape {

class FoldButton;
class SettingField;

/// A form made from declarations: the primary settings first, the others folded under "More settings".
class SettingForm : public QWidget {
    Q_OBJECT

public:
    explicit SettingForm(QWidget* parent = nullptr);

    /// Fields for these settings with these values. The fields stay when the declarations are the same.
    /// `inForce`: keys of those that make a difference; the others are not shown. `chosen`: keys whose value was chosen
    /// by the number of images.
    void setSettings(const std::vector<Setting>& settings, const SettingValues& values,
                     const std::set<std::string>& inForce, const std::set<std::string>& chosen = {});
    /// While a run trains only live settings may change.
    void setTraining(bool training);
    /// The field of a key, or null.
    SettingField* field(const std::string& key) const;
    /// First to last, as the Tab key goes.
    std::vector<SettingField*> fields() const { return order_; }

    FoldButton* moreButton() const { return more_; }
    bool isUnfolded() const;

Q_SIGNALS:
    void valueChanged(const QString& key, const zscape::SettingValue& value);
    void folded();

private:
    void build(const std::vector<Setting>& settings);

    std::vector<Setting> settings_;
    std::map<std::string, SettingField*> fields_;
    std::map<std::string, QLabel*> labels_;
    std::vector<SettingField*> order_;
    QWidget* primary_ = nullptr;
    QWidget* others_ = nullptr;
    FoldButton* more_ = nullptr;
    bool training_ = false;
};

}  // namespace zscape
