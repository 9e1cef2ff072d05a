-- Events with more than one version: few, so they take the longer way (`fact`) and the rest a short one.
SELECT DISTINCT event FROM heeded WHERE superseded < 2000000000
