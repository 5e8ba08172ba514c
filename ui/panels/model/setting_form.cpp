#include "ui/panels/model/setting_form.h"

#include "ui/panels/model/fold_button.h"
#include "ui/panels/model/setting_field.h"
#include "ui/text/sentence.h"
#include "ui/theme/tokens.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace zscape {

namespace {

bool sameDeclaration(const Setting& a, const Setting& b) {
    return a.key == b.key && a.type == b.type && a.minimum == b.minimum && a.maximum == b.maximum &&
           a.choices == b.choices && a.primary == b.primary && a.live == b.live && a.label == b.label &&
           a.unit == b.unit;
}

}  // namespace

SettingForm::SettingForm(QWidget* parent) : QWidget(parent), more_(new FoldButton(tr("More settings"), this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics().px(8));
    column->addWidget(more_, 0, Qt::AlignLeft);
    connect(more_, &FoldButton::toggled, this, [this](bool open) {
        if (others_) others_->setVisible(open);
        Q_EMIT folded();
    });
}

bool SettingForm::isUnfolded() const { return more_->isChecked(); }

void SettingForm::build(const std::vector<Setting>& settings) {
    settings_ = settings;
    delete primary_;
    delete others_;
    fields_.clear();
    labels_.clear();
    order_.clear();
    primary_ = new QWidget(this);
    others_ = new QWidget(this);
    // As wide as the primary labels ask; longer ones further down wrap.
    const QFontMetrics words(bodyFont());
    int labels = metrics().px(88);
    for (const Setting& setting : settings) {
        const QString label = wordsOf(setting.label);
        for (const QString& word : setting.primary ? QStringList{label} : label.split(QLatin1Char(' ')))
            labels = std::max(labels, words.horizontalAdvance(word) + 1);
    }
    labels = std::min(labels, metrics().px(120));
    for (const bool first : {true, false}) {
        QWidget* page = first ? primary_ : others_;
        auto* grid = new QGridLayout(page);
        grid->setContentsMargins(0, 0, 0, 0);
        grid->setHorizontalSpacing(metrics().px(12));
        grid->setVerticalSpacing(metrics().px(8));
        grid->setColumnMinimumWidth(0, labels);
        grid->setColumnStretch(1, 1);
        int row = 0;
        for (const Setting& setting : settings) {
            if (setting.primary != first) continue;
            auto* field = new SettingField(setting, page);
            auto* label = new QLabel(wordsOf(setting.label), page);
            label->setTextFormat(Qt::PlainText);
            label->setForegroundRole(QPalette::PlaceholderText);
            label->setBuddy(field->editor());
            label->setMinimumHeight(metrics().control());
            label->setFixedWidth(labels);
            label->setWordWrap(words.horizontalAdvance(label->text()) > labels);
            label->setToolTip(wordsOf(setting.sentence));
            if (setting.type == Setting::Type::Curve) {
                // A line needs the whole width.
                grid->addWidget(label, row++, 0, 1, 2);
                grid->addWidget(field, row, 0, 1, 2);
            } else {
                grid->addWidget(label, row, 0, Qt::AlignTop);
                grid->addWidget(field, row, 1);
            }
            ++row;
            fields_[setting.key] = field;
            labels_[setting.key] = label;
            order_.push_back(field);
            connect(field, &SettingField::valueChanged, this,
                    [this, key = QString::fromStdString(setting.key)](const SettingValue& value) {
                        Q_EMIT valueChanged(key, value);
                    });
        }
    }
    auto* column = static_cast<QVBoxLayout*>(layout());
    column->insertWidget(0, primary_);
    column->addWidget(others_);
    others_->setVisible(isUnfolded());
    for (size_t i = 0; i + 1 < order_.size(); ++i) setTabOrder(order_[i]->editor(), order_[i + 1]->editor());
    setTraining(training_);
}

void SettingForm::setSettings(const std::vector<Setting>& settings, const SettingValues& values,
                              const std::set<std::string>& inForce, const std::set<std::string>& chosen) {
    if (!std::equal(settings.begin(), settings.end(), settings_.begin(), settings_.end(), sameDeclaration) || !primary_)
        build(settings);
    bool more = false;
    for (const Setting& setting : settings) {
        const bool shown = inForce.contains(setting.key);
        more = more || (shown && !setting.primary);
        fields_.at(setting.key)->setVisible(shown);
        labels_.at(setting.key)->setVisible(shown);
        const auto found = values.find(setting.key);
        fields_.at(setting.key)->setValue(found != values.end() ? found->second : setting.value);
        fields_.at(setting.key)->setChosen(chosen.contains(setting.key));
    }
    more_->setVisible(more);
}

void SettingForm::setTraining(bool training) {
    training_ = training;
    for (SettingField* field : order_) field->setLocked(training && !field->setting().live);
}

SettingField* SettingForm::field(const std::string& key) const {
    const auto found = fields_.find(key);
    return found != fields_.end() ? found->second : nullptr;
}

}  // namespace zscape
